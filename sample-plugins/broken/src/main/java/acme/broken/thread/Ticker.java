package acme.broken.thread;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.util.concurrent.locks.LockSupport;

/** Starts a thread and forgets to end it. */
@Component(immediate = true)
public final class Ticker {

    /** Starts the thread. */
    @Activate
    public Ticker() {
        Thread.ofPlatform().daemon().name("acme-ticker").start(Ticker::tick);
    }

    private static void tick() {
        while (true) {
            LockSupport.parkNanos(1_000_000_000L);
        }
    }
}
