-- Streams are hashed into the partitions of a group by what follows their category, so that the
-- streams of an order and of its saga are read in the order in which they were written:
--   get_byte(sha256(convert_to(substr(stream_id, strpos(stream_id, '-') + 1), 'UTF8')), 0) % 16
--
-- Most streams come into another partition by it. Each group goes on where the last of its
-- partitions was, so it misses nothing and is handed some events once more. No process of the version
-- before may run meanwhile.
update journal.subscription s
  set position = slowest.position, owner = null, expires_at = null, lease = lease + 1
  from (select group_name, min(position) as position from journal.subscription group by group_name)
    slowest
  where slowest.group_name = s.group_name;

update journal.set_aside
  set partition = get_byte(
    sha256(convert_to(substr(stream_id, strpos(stream_id, '-') + 1), 'UTF8')), 0) % 16;
