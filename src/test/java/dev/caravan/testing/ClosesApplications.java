package dev.caravan.testing;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Closes a test's application after the last test. Left to the end of the JVM, it would be closed
 * while the database is, and wait for it.
 */
class ClosesApplications implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(ClosesApplications.class);

  @Override
  public void beforeAll(ExtensionContext test) {
    ApplicationContext application = SpringExtension.getApplicationContext(test);
    test.getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            application,
            key -> (CloseableResource) ((ConfigurableApplicationContext) application)::close);
  }
}
