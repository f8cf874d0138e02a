package dev.gantry.plugins.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that all decisions on plugins are made on. What comes after its end is dropped.
 */
final class DeployerThread extends ScheduledThreadPoolExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(DeployerThread.class);

    DeployerThread() {
        super(
                1,
                Thread.ofPlatform().daemon().name("gantry-deployer").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable work) {
        super.execute(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        LOG.error("a drop went wrong", e);
                        throw e;
                    }
                });
    }

    /** Does work again and again, whatever it throws. */
    void every(long millis, Runnable work) {
        scheduleWithFixedDelay(() -> execute(work), millis, millis, TimeUnit.MILLISECONDS);
    }
}
