package dev.caravan.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads an export line by line, and keeps the digest of those before the current one. */
class ImportLines {
  /** A gigabyte is what the database holds in one value. */
  private static final int LONGEST = 1 << 30;

  private final InputStream in;
  private final MessageDigest digest = JournalExport.sha256();
  private byte[] current = new byte[0];
  private long number;

  /**
   * @param in buffered
   */
  ImportLines(InputStream in) {
    this.in = in;
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** SHA-256 over all lines before that one, hex. */
  String digestBefore() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The next line.
   *
   * @throws RefusedException where there is none, or it is not one of an export
   */
  ExportLine next() throws IOException {
    digest.update(current);
    current = read();
    number++;
    if (current.length == 0) {
      throw refused("the export ends here, without its last line");
    }
    try {
      return ExportLine.read(new String(current, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | RefusedException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  RefusedException refused(String why) {
    return new RefusedException("line " + number + ": " + why);
  }

  private byte[] read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1_000);
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == '\n') {
        break;
      }
      if (line.size() == LONGEST) {
        number++;
        throw refused("it does not end");
      }
      next = in.read();
    }
    return line.toByteArray();
  }
}
