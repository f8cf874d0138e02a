package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;

import org.junit.jupiter.api.Test;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

class StopRequestTest {

    private final StopRequest stop = new StopRequest();

    @Test
    void staysOnceMade() {
        assertFalse(stop.requested());
        stop.check();
        stop.request("first");
        stop.request("second");
        assertTrue(stop.requested());
        assertEquals("first", assertThrows(CancelledException.class, stop::check).getMessage());
    }

    @Test
    void callsEachActionOnce() throws InterruptedException {
        Semaphore called = new Semaphore(0);
        stop.onRequest(
                () -> {
                    throw new IllegalStateException("broken action");
                });
        stop.onRequest(called::release);
        stop.onRequest(() -> called.release(100)).close();
        stop.request("now");
        stop.request("again");
        assertTrue(called.tryAcquire(10, TimeUnit.SECONDS));
        stop.onRequest(called::release);
        assertTrue(called.tryAcquire(), "at once when it was asked before");
        assertEquals(0, called.availablePermits());
    }
}
