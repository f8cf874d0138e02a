package dev.gantry.detection.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.Urgency;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** YAML as it is read; what files do is in CheckFolderTest. */
class CheckFileTest {

    private static final Path DOCS = Path.of("../../distribution/docs/checks.md");

    @Test
    void theExamplesOfTheDocumentationAreSound() throws IOException {
        Matcher block =
                Pattern.compile("(?ms)^```yaml\\n(.*?)^```$").matcher(Files.readString(DOCS));
        int seen = 0;
        while (block.find()) {
            CheckFile file = CheckFile.read("checks.md", block.group(1));
            assertEquals(List.of(), file.problems());
            assertTrue(file.checks().size() > 0);
            seen++;
        }
        assertTrue(seen > 0);
    }

    @Test
    void theDocumentationTellsEachProperty() throws IOException {
        String docs = Files.readString(DOCS);
        for (String member : SpecReader.MEMBERS) {
            assertTrue(docs.contains("| `" + member + "` |"), member);
        }
    }

    @Test
    void theSchemaHasWhatTheReaderReads() {
        JsonNode schema = SpecFormat.tree(SpecFormat.schema());
        Set<String> members = new TreeSet<>(SpecReader.MEMBERS);
        members.add("id");
        assertEquals(members, names(schema.at("/$defs/check/properties")));
        assertEquals(
                Set.of("measure", "by", "over", "warn", "critical"),
                names(schema.at("/$defs/threshold/properties")));
        assertEquals(
                Set.of("task", "on", "params", "cooldown", "perHour", "approval"),
                names(schema.at("/$defs/reaction/properties")));
        assertEquals(
                "^" + SpecReader.ID + "$",
                schema.at("/$defs/check/properties/id/pattern").stringValue());
    }

    private static Set<String> names(JsonNode object) {
        return object.propertyNames().stream().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void numbersKeepTheirDigitsAndTextsStayTexts() {
        CheckFile file =
                CheckFile.read(
                        "a",
                        """
                        checks:
                          - id: a
                            detector: web
                            sla: P2
                            interval: 30s
                            config: { rate: 1.10, status: "200", on: yes, big: 12345678901234567890 }
                        """);
        CheckSpec spec = file.checks().get("a");
        assertEquals(
                "{\"rate\":1.10,\"status\":\"200\",\"on\":\"yes\",\"big\":12345678901234567890}",
                spec.config());
        assertEquals(Duration.ofSeconds(30), spec.interval());
        assertEquals(Urgency.P2, spec.pace().urgency());
    }

    @Test
    void anAliasStandsForWhatItNames() {
        CheckFile file =
                CheckFile.read(
                        "a",
                        """
                        checks:
                          - { id: a, detector: web, labels: &l { team: shop } }
                          - { id: b, detector: web, labels: *l }
                        """);
        assertEquals(List.of(), file.problems());
        assertEquals(Map.of("team", "shop"), file.checks().get("b").labels());
    }

    @Test
    void whatIsNestedTooDeeplyIsRefusedWhereItIs() {
        CheckFile file = CheckFile.read("a", "checks:\n  - " + "{\"a\":".repeat(50_000));
        assertEquals(
                "it is nested too deeply; write it flatter", file.problems().getFirst().message());
        assertEquals(2, file.problems().getFirst().line());
    }

    @Test
    void moreThanHalfAMillionValuesAreTooMuch() {
        CheckFile file = CheckFile.read("a", "checks: [" + "1,".repeat(500_000) + "]");
        assertTrue(file.problems().getFirst().message().startsWith("it says too much"));
    }

    @Test
    void anEmptyFileHasNoChecks() {
        for (String text : List.of("", "# nothing\n", "checks:\n", "checks: []")) {
            assertEquals(Map.of(), CheckFile.read("a", text).checks());
            assertEquals(List.of(), CheckFile.read("a", text).problems());
        }
    }
}
