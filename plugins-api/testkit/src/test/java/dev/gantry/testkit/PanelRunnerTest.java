package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.config.Settings;
import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelContext;
import dev.gantry.api.schema.Default;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

@GantryTest
class PanelRunnerTest {
    record Query(@Default("3") int times) {}

    record Answer(Instant at, int product) {}

    @Settings
    record Factor(@Default("10") int factor) {}

    static final class Multiply implements Panel<Query, Answer> {
        @Override
        public Answer data(Query query, PanelContext context) throws IOException {
            if (query.times() < 0) {
                throw new IOException("no such number");
            }
            context.metrics().counter("asked_total", "Questions").increment();
            int factor = context.settings(Factor.class).factor();
            return new Answer(context.clock().instant(), query.times() * factor);
        }
    }

    @Test
    void fillsInWhatIsNotSaid(PanelRunner panels) throws Exception {
        assertEquals(new Answer(TestClock.START, 30), panels.data(new Multiply(), Map.of()));
        assertEquals(20, panels.data(new Multiply(), Map.of("times", 2)).product());
        assertEquals(8, panels.with(new Factor(4)).data(new Multiply(), new Query(2)).product());
    }

    @Test
    void handsOnWhatThePanelThrows(PanelRunner panels) {
        assertThrows(IOException.class, () -> panels.data(new Multiply(), new Query(-1)));
    }
}
