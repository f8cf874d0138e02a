package dev.gantry.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloSeverity;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

class BoardTest {
    private static final Objective UP = Samples.availability("99", 10);
    private final List<String> told = new ArrayList<>();
    private final Map<String, DoubleSupplier> gauges = new TreeMap<>();
    private final Counts counts = new Counts("test");
    private final Board board = new Board(new Told(), new Gauges());
    private Instant now = Samples.NOW;

    private final class Told implements Events {
        @Override
        public void publish(Event event) {
            Event.SloChanged slo = (Event.SloChanged) event;
            told.add(slo.slo() + " " + slo.severity() + " " + slo.change());
        }

        @Override
        public long latest() {
            return 0;
        }

        @Override
        public List<Numbered> after(long seq, int limit) {
            return List.of();
        }

        @Override
        public boolean await(long seq, long millis) {
            return false;
        }
    }

    private final class Gauges implements Meters {
        @Override
        public Counter counter(String name, String help, String... labels) {
            return amount -> {};
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            return took -> {};
        }

        @Override
        public AutoCloseable gauge(
                String name, String help, DoubleSupplier value, String... labels) {
            String key = name + List.of(labels);
            gauges.put(key, value);
            return () -> gauges.remove(key);
        }
    }

    private Slo update(Objective... objectives) {
        board.update(List.of(objectives), objective -> counts, now);
        return board.all().get(UP.id());
    }

    private double gauge(String name) {
        return gauges.get(name).getAsDouble();
    }

    @Test
    void anAlertFiresAndIsResolved() {
        Slo quiet = update(UP);
        assertEquals(1, quiet.remaining());
        assertEquals(new Slo.Alert(SloSeverity.PAGE, false, null), quiet.alerts().getFirst());
        counts.add(now, 10, 20);
        Slo firing = update(UP);
        assertEquals(new Slo.Alert(SloSeverity.PAGE, true, now), firing.alerts().getFirst());
        assertEquals(10, firing.good());
        assertEquals(20, firing.total());
        assertEquals(-49, firing.remaining(), 1e-9);
        assertEquals(50, firing.burnRates().getFirst().rate(), 1e-9);
        Instant then = now;
        now = now.plusSeconds(5);
        assertEquals(then, update(UP).alerts().getFirst().since());
        now = now.plus(Duration.ofMinutes(6));
        counts.add(now, 10, 10);
        update(UP);
        assertEquals(2, told.size(), told.toString());
        now = now.plus(Duration.ofMinutes(30));
        counts.add(now, 10, 10);
        Slo over = update(UP);
        assertEquals(new Slo.Alert(SloSeverity.PAGE, false, now), over.alerts().getFirst());
        assertTrue(over.alerts().getLast().firing());
        assertEquals(
                List.of("mail-up PAGE firing", "mail-up TICKET firing", "mail-up PAGE resolved"),
                told);
    }

    @Test
    void isInTheMetricsWhileItIsThere() {
        update(UP);
        counts.add(now, 0, 10);
        update(UP);
        assertEquals(1, gauge("gantry_slo_alert[slo, mail-up, severity, page]"));
        assertEquals(1, gauge("gantry_slo_alert[slo, mail-up, severity, ticket]"));
        assertEquals(100, gauge("gantry_slo_burn_rate[slo, mail-up, window, 3d]"), 1e-9);
        assertEquals(-99, gauge("gantry_slo_error_budget_remaining_ratio[slo, mail-up]"), 1e-9);
        assertEquals(1 + 7 + 2, gauges.size());
        update();
        assertTrue(gauges.isEmpty(), gauges.toString());
        assertEquals("mail-up TICKET resolved", told.getLast());
        assertEquals(4, told.size());
    }

    @Test
    void fewEventsDoNotFire() {
        counts.add(now, 0, 9);
        update(UP);
        now = now.plusSeconds(60);
        update(UP);
        assertEquals(List.of(), told);
        counts.add(now, 0, 1);
        update(UP);
        assertEquals(2, told.size());
    }
}
