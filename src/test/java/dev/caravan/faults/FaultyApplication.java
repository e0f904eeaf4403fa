package dev.caravan.faults;

import dev.caravan.CaravanApplication;
import dev.caravan.saga.ParticipantCallbacks;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Caravan, told over HTTP which faults to have: {@code PUT /faults/{key}} with an object of faults
 * by endpoint, {@code DELETE /faults/{key}}, {@code GET /faults/{key}} for the steps that an order
 * or process has begun, each with its compensation, and {@code GET /faults/{key}/met} for the
 * endpoints whose fault came about.
 *
 * <p>Not a stereotype, on purpose: no component scan is to find it.
 */
public class FaultyApplication {
  /** How much longer than its saga's time a late step takes. */
  private static final Duration LATE = Duration.ofSeconds(2);

  public static void main(String[] arguments) {
    new SpringApplication(CaravanApplication.class, FaultyApplication.class).run(arguments);
  }

  @Bean
  Faults faults(BeanFactory beans, @Value("${caravan.saga.timeout}") Duration timeout) {
    return new Faults(beans, timeout.plus(LATE));
  }

  @Bean
  JdbcTransactionManager transactionManager(DataSource database, Faults faults) {
    return new FaultyTransactions(database, faults);
  }

  @Bean
  static BeanPostProcessor callbacksThatComeTwice(ObjectProvider<Faults> faults) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ParticipantCallbacks callbacks ? twice(callbacks, faults) : bean;
      }
    };
  }

  private static ParticipantCallbacks twice(
      ParticipantCallbacks callbacks, ObjectProvider<Faults> faults) {
    return new ParticipantCallbacks() {
      @Override
      public boolean isLocal(URI callback) {
        return callbacks.isLocal(callback);
      }

      @Override
      public Answer deliver(URI callback, URI lra) {
        Answer answer = callbacks.deliver(callback, lra);
        String sagaId = lra.getPath().substring(lra.getPath().lastIndexOf('/') + 1);
        return faults.getObject().calledTwice(sagaId) ? callbacks.deliver(callback, lra) : answer;
      }
    };
  }

  @Bean
  RouterFunction<ServerResponse> faultsOverHttp(Faults faults) {
    return RouterFunctions.route()
        .PUT("/faults/{key}", request -> plan(faults, request))
        .DELETE(
            "/faults/{key}",
            request -> {
              faults.forget(request.pathVariable("key"));
              return ServerResponse.noContent().build();
            })
        .GET(
            "/faults/{key}",
            request -> ServerResponse.ok().body(faults.steps(request.pathVariable("key"))))
        .GET(
            "/faults/{key}/met",
            request -> ServerResponse.ok().body(faults.met(request.pathVariable("key"))))
        .build();
  }

  private static ServerResponse plan(Faults faults, ServerRequest request) throws Exception {
    Map<String, String> names = request.body(new ParameterizedTypeReference<>() {});
    Map<String, Fault> planned = new HashMap<>();
    names.forEach((endpoint, fault) -> planned.put(endpoint, Fault.valueOf(fault)));
    faults.plan(request.pathVariable("key"), planned);
    return ServerResponse.noContent().build();
  }
}
