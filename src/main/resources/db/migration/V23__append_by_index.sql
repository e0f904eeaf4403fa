-- A session keeps the plan of a function's statement. One that was made while the journal was short
-- finds the end of a stream by a scan of the whole table, and goes on doing so as the table grows,
-- until the next analyze.
alter function journal.append(text, bigint, text, integer, uuid, timestamptz, text, uuid, text, text)
  set enable_seqscan = off;

-- A sequence can only be scanned; with scans forbidden its cost would set the JIT compiler to work.
alter function journal.last_position() set enable_seqscan = on;
