/** What the jar does for an operator or an auditor instead of running: verify, rebuild, copy. */
@NullMarked
package dev.caravan.command;

import org.jspecify.annotations.NullMarked;
