package dev.gantry.plugins.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Secret;
import dev.gantry.spi.run.FieldError;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class SecretsTest {
    record Login(String user, @Secret @Length(min = 5) String password) {}

    record Params(
            Login login,
            @Secret List<String> keys,
            @Secret Map<String, Integer> pins,
            Optional<Login> other,
            String plain) {}

    record Plain(String text) {}

    record Odd(@Secret @Default("changeit") String password) {}

    private static final String JSON =
            "{\"login\":{\"user\":\"ann\",\"password\":\"s3cret\"},\"keys\":[\"one\",\"two\"],"
                    + "\"pins\":{\"a\":1234},\"other\":null,\"plain\":\"s3cret\"}";

    private final String text = write(Params.class);
    private final Schema schema = Schema.parse(text);

    private static String write(Class<?> type) {
        try {
            return SchemaWriter.write(type, "", "");
        } catch (SchemaException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isToldByTheSchema() {
        assertTrue(text.contains("\"writeOnly\":true,\"format\":\"password\""), text);
        assertTrue(schema.secrets());
        assertFalse(schema.secret());
        assertFalse(Schema.parse(write(Plain.class)).secrets());
    }

    @Test
    void hasNoDefault() {
        String why =
                assertThrows(SchemaException.class, () -> SchemaWriter.write(Odd.class, "", ""))
                        .getMessage();
        assertTrue(why.contains("remove the default"), why);
    }

    @Test
    void isFoundAndHidden() {
        assertEquals(Set.of("s3cret", "one", "two", "1234"), Secrets.in(schema, JSON));
        assertEquals(
                "{\"login\":{\"user\":\"ann\",\"password\":\"***\"},\"keys\":[\"***\",\"***\"],"
                        + "\"pins\":{\"a\":\"***\"},\"other\":null,\"plain\":\"s3cret\"}",
                Secrets.hide(schema, JSON));
        assertEquals(Set.of(), Secrets.in(Schema.parse(write(Plain.class)), JSON));
    }

    @Test
    void whatWasShownMayBeSentBack() {
        assertEquals(JSON, Secrets.restore(schema, Secrets.hide(schema, JSON), JSON));
        String changed =
                Secrets.hide(schema, JSON)
                        .replace("\"password\":\"***\"", "\"password\":\"other\"");
        assertTrue(Secrets.restore(schema, changed, JSON).contains("\"password\":\"other\""));
    }

    @Test
    void isInNoMessage() {
        List<FieldError> errors = SchemaValidator.validate(schema, JSON.replace("s3cret", "s3cr"));
        assertEquals(1, errors.size());
        assertFalse(errors.toString().contains("s3cr"), errors.toString());
        errors = SchemaValidator.validate(schema, JSON.replace("\"s3cret\"", "12345"));
        assertEquals(2, errors.size());
        assertFalse(errors.getFirst().toString().contains("12345"), errors.toString());
    }

    @Test
    void whatIsShownForItIsRefused() {
        String hidden = JSON.replace("\"password\":\"s3cret\"", "\"password\":\"***\"");
        List<FieldError> errors = SchemaValidator.validate(schema, hidden);
        assertTrue(
                errors.stream().anyMatch(e -> e.message().contains("give its real value")),
                errors.toString());
    }
}
