package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/**
 * A JSON Schema, of draft 2020-12 unless it names another by {@code $schema}. Nothing is fetched
 * from elsewhere.
 */
final class JsonSchemaCheck implements JsonCheck {
    private static final int TOLD = 5;

    private final Schema schema;

    private JsonSchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static JsonSchemaCheck of(String property, String text) {
        try {
            JsonNode tree = JsonMapper.shared().readTree(text);
            if (!tree.isObject()) {
                throw new IllegalArgumentException(
                        "`%s` is no JSON Schema: it has to be a JSON object".formatted(property));
            }
            var config =
                    SchemaRegistryConfig.builder()
                            .regularExpressionFactory(regex -> Regex.of(property, regex)::in)
                            .build();
            SchemaRegistry registry =
                    SchemaRegistry.withDefaultDialect(
                            SpecificationVersion.DRAFT_2020_12,
                            builder -> builder.schemaRegistryConfig(config));
            Schema schema = registry.getSchema(text, InputFormat.JSON);
            schema.initializeValidators();
            return new JsonSchemaCheck(schema);
        } catch (JacksonException | SchemaException e) {
            throw new IllegalArgumentException(
                    "`%s` is no JSON Schema: %s".formatted(property, Words.message(e)), e);
        }
    }

    @Override
    public void judge(JsonNode document, Report report) {
        List<Error> errors = schema.validate(document);
        for (Error error : errors.stream().limit(TOLD).toList()) {
            String at = error.getInstanceLocation().toString();
            report.say(
                    CRITICAL,
                    "the body does not fit the schema%s: %s",
                    at.isEmpty() ? "" : " at " + report.line(at),
                    report.line(error.getMessage()));
        }
        if (errors.size() > TOLD) {
            report.say(CRITICAL, "and %d more places do not fit", errors.size() - TOLD);
        }
    }
}
