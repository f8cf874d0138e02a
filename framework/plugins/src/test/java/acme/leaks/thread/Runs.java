package acme.leaks.thread;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import java.util.concurrent.CountDownLatch;

/** Starts a thread and never ends it. */
@Component(service = Runs.class, immediate = true)
public final class Runs {
    private final CountDownLatch never = new CountDownLatch(1);

    @Activate
    public Runs() {
        Thread.ofPlatform().daemon().name("acme-timer").start(this::loop);
    }

    private void loop() {
        try {
            never.await();
        } catch (InterruptedException e) {
            // ended by the test
        }
    }
}
