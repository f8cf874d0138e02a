package dev.gantry.plugins.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

class SchemaTest {
    enum Level {
        LOW,
        HIGH;

        @Override
        public String toString() {
            return "level " + name();
        }
    }

    record Small(
            @Doc("Folder") Path directory,
            @Default("P7D") Duration olderThan,
            @Default("0.10") @Range(min = 0, max = 1) double share,
            @Default("false") boolean dryRun) {}

    record Inner(@Default("1") int n) {}

    record All(
            boolean a,
            int b,
            long c,
            double d,
            float e,
            short f,
            Integer g,
            String h,
            BigDecimal i,
            BigInteger j,
            Level k,
            Path l,
            URI m,
            UUID n,
            Duration o,
            Instant p,
            LocalDate q,
            LocalTime r,
            LocalDateTime s,
            ZoneId t,
            Inner u,
            List<Inner> v,
            Set<String> w,
            Map<String, Long> x,
            Optional<Duration> y,
            @Length(min = 2, max = 3) @Matches("[a-z]+") String z) {}

    private static Schema schema(Class<?> type) throws SchemaException {
        return Schema.parse(SchemaWriter.write(type));
    }

    private static String fault(Class<?> type, String json) throws SchemaException {
        List<FieldError> errors = SchemaValidator.validate(schema(type), json);
        assertEquals(1, errors.size(), errors::toString);
        return errors.getFirst().pointer() + ": " + errors.getFirst().message();
    }

    @Test
    void writesJsonSchema() throws Exception {
        assertEquals(
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
                        + "\"properties\":{\"directory\":{\"type\":\"string\",\"x-gantry-type\":"
                        + "\"path\",\"description\":\"Folder\"},\"olderThan\":{\"type\":\"string\","
                        + "\"format\":\"duration\",\"default\":\"P7D\"},\"share\":{\"type\":"
                        + "\"number\",\"minimum\":0,\"maximum\":1,\"default\":0.10},\"dryRun\":"
                        + "{\"type\":\"boolean\",\"default\":false}},\"required\":[\"directory\"],"
                        + "\"additionalProperties\":false}",
                SchemaWriter.write(Small.class).replace("0.1}", "0.10}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"directory\":\"/a\",\"olderThan\":\"x\"} | /olderThan: not an ISO-8601 duration such"
                        + " as PT10S or P7D, got \"x\"",
                "{\"directory\":\"/a\",\"olderthan\":\"P1D\"} | /olderthan: unknown field, did you mean"
                        + " \"olderThan\"?",
                "{} | /directory: missing, and it has no default",
                "{\"directory\":null} | /directory: missing, and it has no default",
                "{\"directory\":\"/a\",\"share\":1.5} | /share: expected a number from 0 to 1, got 1.5",
                "{\"directory\":\"/a\",\"dryRun\":\"yes\"} | /dryRun: expected true or false, got"
                        + " \"yes\"",
                "[] | : expected an object {…}, got []",
            })
    void namesWhatIsWrong(String json, String fault) throws Exception {
        assertEquals(fault, fault(Small.class, json));
    }

    @Test
    void saysThatItIsNotJson() throws Exception {
        assertEquals(
                "not JSON",
                SchemaValidator.validate(schema(Small.class), "{")
                        .getFirst()
                        .message()
                        .substring(0, 8));
    }

    record Numbers(@Default("0") int n, @Default("0") short s, @Default("{}") Inner inner) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"n\":1.5} | /n: expected a whole number, got 1.5",
                "{\"n\":3000000000} | /n: expected a whole number from -2147483648 to 2147483647, got"
                        + " 3000000000",
                "{\"s\":40000} | /s: expected a whole number from -32768 to 32767, got 40000",
                "{\"inner\":{\"n\":true}} | /inner/n: expected a whole number, got true",
            })
    void checksNumbers(String json, String fault) throws Exception {
        assertEquals(fault, fault(Numbers.class, json));
    }

    @Test
    void readsAndWritesAllTypes() throws Exception {
        String json =
                "{\"a\":true,\"b\":1,\"c\":2,\"d\":1.5,\"e\":2.5,\"f\":3,\"g\":4,\"h\":\"t\",\"i\":1.10,"
                        + "\"j\":12345678901234567890,\"k\":\"HIGH\",\"l\":\"/tmp/x\",\"m\":"
                        + "\"https://example.org/a\",\"n\":\"123e4567-e89b-12d3-a456-426614174000\","
                        + "\"o\":\"PT10S\",\"p\":\"2026-01-31T08:00:00Z\",\"q\":\"2026-01-31\",\"r\":"
                        + "\"08:30:00\",\"s\":\"2026-01-31T08:00:00\",\"t\":\"Europe/Berlin\",\"u\":"
                        + "{\"n\":5},\"v\":[{\"n\":6}],\"w\":[\"x\"],\"x\":{\"k\":7},\"y\":\"PT1M\","
                        + "\"z\":\"abc\"}";
        Schema schema = schema(All.class);
        assertEquals(List.of(), SchemaValidator.validate(schema, json));
        Codec codec = new Codec();
        All all = (All) codec.input(schema, json, All.class);
        assertEquals(Level.HIGH, all.k());
        assertEquals(Path.of("/tmp/x"), all.l());
        assertEquals(Optional.of(Duration.ofMinutes(1)), all.y());
        assertEquals(json, codec.write(all));
        assertEquals(all, codec.read(json, All.class));
    }

    record Absent(
            List<String> list,
            Set<Inner> set,
            Map<String, Inner> map,
            Optional<String> optional,
            @Default("{}") Inner inner,
            @Default("[1, 2]") List<Integer> numbers) {}

    @Test
    void fillsWhatIsAbsent() throws Exception {
        Absent absent =
                (Absent) new Codec().input(schema(Absent.class), "{\"list\":null}", Absent.class);
        assertEquals(
                new Absent(
                        List.of(),
                        Set.of(),
                        Map.of(),
                        Optional.empty(),
                        new Inner(1),
                        List.of(1, 2)),
                absent);
    }

    @Test
    void refusesInputWithItsFields() throws Exception {
        Schema schema = schema(Small.class);
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> new Codec().input(schema, "{\"x\":1}", Small.class));
        assertEquals(GantryException.Code.REFUSED, refused.code());
        assertEquals(2, refused.fields().size());
    }

    record Odd(Object thing) {}

    record Loop(List<Loop> loops) {}

    record Misplaced(@Range(min = 1) String text) {}

    record NoPattern(@Matches("[") String text) {}

    @Test
    void refusesTypesWithoutSchema() {
        assertEquals(
                "component thing of dev.gantry.plugins.schema.SchemaTest$Odd is a java.lang.Object,"
                        + " which has no schema: use text, numbers, booleans, enums, times, paths,"
                        + " URIs, records, or List, Set, Map with text keys and Optional of these",
                refusal(Odd.class));
        assertEquals(
                "dev.gantry.plugins.schema.SchemaTest$Loop contains itself, which has no schema:"
                        + " flatten it",
                refusal(Loop.class));
        assertEquals(
                "component text of dev.gantry.plugins.schema.SchemaTest$Misplaced has a @Range,"
                        + " which belongs on a number: remove it",
                refusal(Misplaced.class));
        assertEquals(
                "component text of dev.gantry.plugins.schema.SchemaTest$NoPattern has a @Matches"
                        + " that is no regular expression: Unclosed character class",
                refusal(NoPattern.class));
    }

    private static String refusal(Class<?> type) {
        return assertThrows(SchemaException.class, () -> SchemaWriter.write(type)).getMessage();
    }

    record OneSided(@Range(min = 1) int most, @Range(max = 0.5) @Default("0") double least) {}

    @Test
    void saysWhichLimitIsMissed() throws Exception {
        Schema schema = Schema.parse(SchemaWriter.write(OneSided.class));
        assertEquals(
                List.of(
                        new FieldError("/most", "expected at least 1, got 0"),
                        new FieldError("/least", "expected at most 0.5, got 1")),
                SchemaValidator.validate(schema, "{\"most\": 0, \"least\": 1}"));
    }
}
