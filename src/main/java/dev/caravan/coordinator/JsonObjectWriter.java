package dev.caravan.coordinator;

import jakarta.json.JsonObject;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Writes the coordinator's JSON answers as they are; Jackson takes them for beans. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class JsonObjectWriter implements MessageBodyWriter<JsonObject> {
  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return JsonObject.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      JsonObject value,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(value.toString().getBytes(StandardCharsets.UTF_8));
  }
}
