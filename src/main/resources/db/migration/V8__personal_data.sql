-- The keys by which personal data in events is encrypted, one at a time a subject (a customer). A
-- key that was destroyed stays as a row without its bytes: what it encrypted reads as erased.
create table journal.personal_key (
  key_id       uuid primary key,
  subject      text not null,
  key          bytea check (length(key) = 32),
  created_at   timestamptz not null,
  destroyed_at timestamptz,
  check ((key is null) = (destroyed_at is not null))
);

create unique index on journal.personal_key (subject) where key is not null;
