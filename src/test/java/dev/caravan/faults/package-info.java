/**
 * Caravan with faults on demand: what the crash matrix starts as a process of its own. The whole
 * application is the packaged one; what is here stands around its routes and transactions.
 */
package dev.caravan.faults;
