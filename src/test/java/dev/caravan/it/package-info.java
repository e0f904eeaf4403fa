/** The packaged application as a process, seen from outside: over HTTP, signals and its log. */
package dev.caravan.it;
