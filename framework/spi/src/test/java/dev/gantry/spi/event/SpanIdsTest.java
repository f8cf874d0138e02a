package dev.gantry.spi.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class SpanIdsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void sameRunSameIdInTheFormOfTheStandard() {
        String id = SpanIds.root(TRACE, "0c7f2m9x4e1a0");

        assertEquals(id, SpanIds.root(TRACE, "0c7f2m9x4e1a0"));
        assertTrue(id.matches("(?!0{16})[0-9a-f]{16}"), id);
    }

    @Test
    void bothHalvesOfTheTraceAndTheRunCount() {
        String id = SpanIds.root(TRACE, "0c7f2m9x4e1a0");

        assertNotEquals(id, SpanIds.root("5" + TRACE.substring(1), "0c7f2m9x4e1a0"));
        assertNotEquals(id, SpanIds.root(TRACE.substring(0, 31) + "7", "0c7f2m9x4e1a0"));
        assertNotEquals(id, SpanIds.root(TRACE, "0c7f2m9x4e1a1"));
    }

    @Test
    void runsAndChildrenOfOneTraceDoNotCollide() {
        Set<String> ids = new HashSet<>();
        for (int run = 0; run < 20_000; run++) {
            String root = SpanIds.root(TRACE, "%013d".formatted(run));
            ids.add(root);
            for (int child = 0; child < 4; child++) {
                ids.add(SpanIds.child(root, child));
            }
        }
        assertEquals(100_000, ids.size());
    }

    @Test
    void theZeroIdIsNeverGiven() {
        // the one parent whose first child would come out as zero
        assertEquals("0000000000000001", SpanIds.child("61c8864680b583eb", 0));
    }
}
