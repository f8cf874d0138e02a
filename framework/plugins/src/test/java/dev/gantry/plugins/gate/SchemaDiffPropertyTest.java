package dev.gantry.plugins.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.plugin.Compatibility;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * What the diff lets through is checked against the validator, with schemas and values at random.
 */
class SchemaDiffPropertyTest {
    private static final int PAIRS = 5_000;
    private static final int VALUES = 20;

    /** Counts, so that a test that tries nothing fails. */
    private static final class Tally {
        int compatible;
        int breaking;
        int disproved;
        int values;
    }

    @Test
    void whatCallersSendStaysRight() {
        Tally tally = new Tally();
        for (long seed = 0; seed < PAIRS; seed++) {
            RandomSchemas random = new RandomSchemas(seed);
            ObjectNode old = random.record(3);
            ObjectNode next = changed(random, old, seed);
            Schema before = Schema.parse(old.toString());
            Schema after = Schema.parse(next.toString());
            List<SchemaChange> changes = SchemaDiff.inputs(before, after, "parameter");
            boolean breaks = breaks(changes);
            boolean disproved = false;
            for (int i = 0; i < VALUES; i++) {
                JsonNode value = random.sample(old);
                String json = value.toString();
                if (SchemaValidator.validate(before, json).isEmpty()) {
                    tally.values++;
                    var errors = SchemaValidator.validate(after, json);
                    disproved |= !errors.isEmpty();
                    if (!breaks) {
                        assertEquals(List.of(), errors, told(seed, old, next, json));
                    } else {
                        for (var error : errors) {
                            assertTrue(
                                    changes.stream()
                                            .filter(c -> c.weight() == Compatibility.BREAKING)
                                            .anyMatch(c -> c.covers(error.pointer())),
                                    () -> error + " is told by no difference: " + changes);
                        }
                    }
                }
            }
            count(tally, changes, breaks, disproved);
        }
        assertTold(tally);
    }

    @Test
    void whatConsumersReadStaysKnown() {
        Tally tally = new Tally();
        for (long seed = 0; seed < PAIRS; seed++) {
            RandomSchemas random = new RandomSchemas(seed);
            ObjectNode old = random.record(3);
            ObjectNode next = changed(random, old, seed);
            Schema before = Schema.parse(old.toString());
            Schema after = Schema.parse(next.toString());
            List<SchemaChange> changes = SchemaDiff.results(before, after, "result field");
            boolean breaks = breaks(changes);
            boolean disproved = false;
            for (int i = 0; i < VALUES; i++) {
                String json = random.sample(next).toString();
                if (SchemaValidator.validate(after, json).isEmpty()) {
                    tally.values++;
                    var errors =
                            SchemaValidator.validate(before, json).stream()
                                    .filter(e -> !e.message().startsWith("unknown field"))
                                    .toList();
                    disproved |= !errors.isEmpty();
                    if (!breaks) {
                        assertEquals(List.of(), errors, told(seed, old, next, json));
                    }
                }
            }
            count(tally, changes, breaks, disproved);
        }
        assertTold(tally);
    }

    private static ObjectNode changed(RandomSchemas random, ObjectNode old, long seed) {
        ObjectNode next = old.deepCopy();
        for (long n = seed % 3; n >= 0; n--) {
            random.change(next, 3);
        }
        return next;
    }

    private static boolean breaks(List<SchemaChange> changes) {
        return changes.stream().anyMatch(c -> c.weight() == Compatibility.BREAKING);
    }

    private static void count(
            Tally tally, List<SchemaChange> changes, boolean breaks, boolean disproved) {
        if (breaks) {
            tally.breaking++;
            tally.disproved += disproved ? 1 : 0;
        } else if (!changes.isEmpty()) {
            tally.compatible++;
        }
    }

    /** Both outcomes are frequent, and most breaks are seen on one of a few values. */
    private static void assertTold(Tally tally) {
        assertTrue(tally.values > PAIRS, "values " + tally.values);
        assertTrue(tally.compatible > PAIRS / 10, "compatible " + tally.compatible);
        assertTrue(tally.breaking > PAIRS / 10, "breaking " + tally.breaking);
        assertTrue(
                tally.disproved > tally.breaking / 3,
                "disproved " + tally.disproved + " of " + tally.breaking);
    }

    private static String told(long seed, ObjectNode old, ObjectNode next, String json) {
        return "seed " + seed + ": " + old + " to " + next + " with " + json;
    }
}
