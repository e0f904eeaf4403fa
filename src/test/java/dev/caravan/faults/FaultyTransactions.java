package dev.caravan.faults;

import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Dies around a commit where a fault says so. */
final class FaultyTransactions extends JdbcTransactionManager {
  private final transient Faults faults;

  FaultyTransactions(DataSource database, Faults faults) {
    super(database);
    this.faults = faults;
  }

  @Override
  protected void doCommit(DefaultTransactionStatus status) {
    Fault fault = faults.atCommit();
    if (fault == Fault.DIES_BEFORE_COMMIT) {
      Faults.die();
    }
    super.doCommit(status);
    if (fault == Fault.DIES_AFTER_COMMIT) {
      Faults.die();
    }
  }
}
