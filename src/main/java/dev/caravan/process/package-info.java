/**
 * Processes: any YAML flow, started by a request, as a saga of which the process itself is the
 * first participant; and what a flow's HTTP steps get beside what Camel gives them.
 */
@NullMarked
package dev.caravan.process;

import org.jspecify.annotations.NullMarked;
