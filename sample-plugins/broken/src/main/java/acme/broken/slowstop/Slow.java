package acme.broken.slowstop;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for minutes when it shall stop. */
@Component(immediate = true)
public final class Slow {
    private final CountDownLatch never = new CountDownLatch(1);

    /** Starts as it should. */
    @Activate
    public Slow() {}

    /** Waits for an answer that does not come. */
    @Deactivate
    public void stop() throws InterruptedException {
        never.await(5, TimeUnit.MINUTES);
    }
}
