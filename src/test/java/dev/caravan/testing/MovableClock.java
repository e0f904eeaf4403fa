package dev.caravan.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock, until a test puts it forward or back. */
public final class MovableClock extends Clock {
  private volatile Duration ahead = Duration.ZERO;

  /** From now on it shows the system's time and so much more; put it right by zero. */
  public void setAhead(Duration time) {
    ahead = time;
  }

  @Override
  public Instant instant() {
    return Clock.systemUTC().instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("nobody asks for local time");
  }
}
