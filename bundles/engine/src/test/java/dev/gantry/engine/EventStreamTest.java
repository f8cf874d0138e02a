package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

@Timeout(30)
class EventStreamTest {
    private final EventStream events = new EventStream();

    private static Event event(String id) {
        return new Event.ScheduleChanged(Instant.EPOCH, id, "fired", null, null);
    }

    private static String id(Event event) {
        return ((Event.ScheduleChanged) event).id();
    }

    @Test
    void numbersFromOneAndGivesWhatCameAfter() {
        assertEquals(0, events.latest());
        for (int i = 1; i <= 5; i++) {
            events.publish(event("e" + i));
        }
        assertEquals(5, events.latest());
        List<Events.Numbered> after = events.after(2, 2);
        assertEquals(List.of(3L, 4L), after.stream().map(Events.Numbered::seq).toList());
        assertEquals("e3", id(after.getFirst().event()));
        assertTrue(events.after(5, 9).isEmpty());
        assertTrue(events.after(99, 9).isEmpty());
    }

    @Test
    void keepsVerdictsThatTurnAndTellsListenersOfAll() {
        List<Event> heard = new ArrayList<>();
        events.addListener(heard::add);
        events.publish(event("e1"));
        String before = null;
        for (String status : List.of("ok", "ok", "warn", "warn", "ok")) {
            events.publish(
                    new Event.CheckJudged(Instant.EPOCH, "disk", "host", status, before, null));
            before = status;
        }
        assertEquals(6, heard.size());
        assertEquals(4, events.latest());
        assertEquals(
                List.of("ok", "warn", "ok"),
                events.after(1, 9).stream()
                        .map(each -> ((Event.CheckJudged) each.event()).status())
                        .toList());
    }

    @Test
    void keepsABoundedNumber() {
        for (int i = 1; i <= 10_000; i++) {
            events.publish(event("e" + i));
        }
        List<Events.Numbered> kept = events.after(0, 20_000);
        assertEquals(8192, kept.size());
        assertEquals(10_000 - 8192 + 1, kept.getFirst().seq());
        assertEquals("e10000", id(kept.getLast().event()));
    }

    @Test
    void tellsListenersInOneOrderWhoeverPublishes() throws Exception {
        List<String> heard = new ArrayList<>();
        events.addListener(event -> heard.add(id(event)));
        events.addListener(
                event -> {
                    throw new IllegalStateException("a listener that fails harms nobody");
                });
        CountDownLatch ready = new CountDownLatch(4);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "t" + t + ":";
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        ready.countDown();
                                        for (int i = 0; i < 1000; i++) {
                                            events.publish(event(name + i));
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(4000, events.latest());
        assertEquals(heard, events.after(0, 9000).stream().map(each -> id(each.event())).toList());
        for (int t = 0; t < 4; t++) {
            String name = "t" + t + ":";
            List<String> own = heard.stream().filter(id -> id.startsWith(name)).toList();
            assertEquals(1000, own.size());
            assertEquals(name + 999, own.getLast());
        }
    }

    @Test
    void wakesWhoWaits() throws Exception {
        assertFalse(events.await(0, 1));
        FutureTask<Boolean> waiter = new FutureTask<>(() -> events.await(0, 20_000));
        Thread thread = Thread.ofPlatform().start(waiter);
        EngineFixture.await(() -> thread.getState() == Thread.State.TIMED_WAITING);
        events.publish(event("e"));
        assertTrue(waiter.get());
        assertTrue(events.await(0, 0));
    }

    @Test
    void aListenerThatLeftHearsNothing() {
        List<String> heard = new ArrayList<>();
        EventListener listener = event -> heard.add(id(event));
        events.addListener(listener);
        events.publish(event("one"));
        events.removeListener(listener);
        events.publish(event("two"));
        assertEquals(List.of("one"), heard);
    }
}
