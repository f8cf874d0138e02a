package dev.gantry.plugins.schema;

import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;
import tools.jackson.databind.type.TypeFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes the records of one plugin revision. It knows the plugin's classes, so it lives
 * and dies with the revision. Thread-safe.
 */
public final class Codec {
    private final JsonMapper mapper =
            JsonMapper.builder()
                    .typeFactory(TypeFactory.createDefaultInstance())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
                    .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                    .addModule(
                            new SimpleModule("gantry")
                                    .addSerializer(Path.class, new PathWriter())
                                    .addDeserializer(Path.class, new PathReader()))
                    .build();

    /**
     * A record made from input that is checked against its schema and completed with defaults.
     *
     * @throws GantryException {@code REFUSED} with the fields if it does not fit
     */
    public Object input(Schema schema, String json, Class<?> type) {
        List<FieldError> errors = new ArrayList<>(0);
        JsonNode tree = SchemaValidator.complete(schema, json, errors);
        if (tree == null) {
            throw new GantryException(Code.REFUSED, "the input does not fit its schema", errors);
        }
        try {
            return mapper.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw refused(e);
        }
    }

    /**
     * An object as JSON.
     *
     * @throws GantryException {@code REFUSED} if it cannot be written
     */
    public String write(Object value) {
        if (value == null) {
            return null;
        }
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new GantryException(
                    Code.REFUSED,
                    value.getClass().getTypeName()
                            + " cannot be written as JSON: "
                            + e.getOriginalMessage());
        }
    }

    /**
     * An object from JSON that {@link #write} wrote.
     *
     * @throws GantryException {@code REFUSED} if it does not fit
     */
    public <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JacksonException e) {
            throw refused(e);
        }
    }

    /** Keeps the text only: the exception itself knows classes of the plugin. */
    private static GantryException refused(JacksonException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            pointer.append('/')
                    .append(
                            name == null
                                    ? Integer.toString(step.getIndex())
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message =
                cause instanceof JacksonException j ? j.getOriginalMessage() : cause.getMessage();
        FieldError field =
                new FieldError(
                        pointer.toString(),
                        message == null ? cause.getClass().getSimpleName() : message);
        return new GantryException(
                Code.REFUSED, "the input was refused: " + field.message(), List.of(field));
    }

    private static final class PathWriter extends StdScalarSerializer<Path> {
        PathWriter() {
            super(Path.class);
        }

        @Override
        public void serialize(Path value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toString());
        }
    }

    private static final class PathReader extends StdScalarDeserializer<Path> {
        PathReader() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser in, DeserializationContext context) {
            return Path.of(in.getString());
        }
    }
}
