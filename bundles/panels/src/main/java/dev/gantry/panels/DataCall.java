package dev.gantry.panels;

import dev.gantry.api.panel.Panel;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One call of a plugin for data, on a virtual thread of its own, and what is done to end it in
 * time. Thread-safe.
 */
final class DataCall {
    private static final Logger LOG = LoggerFactory.getLogger(DataCall.class);
    private static final int MOST = 1 << 20;

    private final String panel;
    private final RevisionRef revision;
    private final InstantSource clock;
    private final Duration limit;
    private final Duration grace;
    private final StopSignal signal = new StopSignal();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private Thread thread;
    private Lease held;

    DataCall(
            String panel,
            RevisionRef revision,
            InstantSource clock,
            Duration limit,
            Duration grace) {
        this.panel = panel;
        this.revision = revision;
        this.clock = clock;
        this.limit = limit;
        this.grace = grace;
    }

    boolean of(String key) {
        return panel.equals(key);
    }

    boolean of(RevisionRef other) {
        return revision.equals(other);
    }

    /**
     * Calls, and waits for the answer.
     *
     * @param ended told when the plugin's code returned, which may be after this did
     * @throws GantryException if there is none
     */
    String answer(Supplier<Lease> leases, String query, Runnable ended) {
        Thread started =
                Thread.ofVirtual()
                        .name("panel-" + panel)
                        .unstarted(
                                () -> {
                                    try {
                                        outcome.complete(called(leases, query));
                                    } catch (GantryException e) {
                                        outcome.completeExceptionally(e);
                                    } catch (Throwable e) {
                                        outcome.completeExceptionally(
                                                failure(e.getClass().getName()));
                                    } finally {
                                        ended.run();
                                    }
                                });
        synchronized (this) {
            thread = started;
        }
        started.start();
        try {
            return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw (GantryException) e.getCause();
        } catch (TimeoutException e) {
            throw late();
        } catch (InterruptedException e) {
            stop("whoever asked went away");
            Thread.currentThread().interrupt();
            throw new GantryException(Code.UNAVAILABLE, "Gantry stops; try again later");
        }
    }

    /** Asks it to stop, and interrupts it. */
    void stop(String why) {
        signal.request(why);
        synchronized (this) {
            if (thread != null && !outcome.isDone()) {
                thread.interrupt();
            }
        }
    }

    private GantryException late() {
        String why = "it did not answer within " + limit;
        stop(why);
        try {
            outcome.get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            blameHang();
        } catch (ExecutionException e) {
            LOG.debug("panel {} ended when asked", panel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return failure(why + ": keep at hand what takes long to find out");
    }

    private void blameHang() {
        Throwable here = new Throwable();
        here.setStackTrace(thread.getStackTrace());
        Lease lease;
        synchronized (this) {
            lease = held;
        }
        if (lease != null) {
            String frame = lease.frame(here);
            lease.blame(
                    Offence.HANG,
                    "a call of panel "
                            + panel
                            + " did not stop when asked and interrupted"
                            + (frame == null ? "" : ", at " + frame));
        }
    }

    private String called(Supplier<Lease> leases, String query) {
        if (signal.requested()) {
            throw failure("it was taken away");
        }
        try (Lease lease = leases.get()) {
            hold(lease);
            Thread.currentThread().setContextClassLoader(lease.loader());
            try (var p = MDC.putCloseable("plugin", revision.plugin());
                    var r = MDC.putCloseable("revision", revision.sha256())) {
                return bounded(lease.write(data(lease, query)));
            } catch (GantryException e) {
                throw e;
            } catch (Throwable e) {
                throw broken(e, lease);
            } finally {
                hold(null);
            }
        }
    }

    private synchronized void hold(Lease lease) {
        held = lease;
    }

    @SuppressWarnings("unchecked")
    private Object data(Lease lease, String query) throws Exception {
        Record input = lease.input(query);
        Panel<Record, Record> plugin = (Panel<Record, Record>) lease.instance();
        return plugin.data(
                input, new DataContext(panel, lease, clock, clock.instant().plus(limit), signal));
    }

    private String bounded(String answer) {
        if (answer != null && answer.length() > MOST) {
            throw new GantryException(
                    Code.REFUSED,
                    "panel %s answered with %,d characters of JSON, more than 1 MiB: answer with sums"
                            .formatted(panel, answer.length()));
        }
        return answer;
    }

    private GantryException broken(Throwable failure, Lease lease) {
        String frame = lease.frame(failure);
        if (failure instanceof OutOfMemoryError) {
            lease.blame(Offence.MEMORY, "a call of panel " + panel + " ran out of memory");
        }
        LOG.debug("panel {} failed", panel, failure);
        return failure(
                failure.getClass().getName()
                        + (failure.getMessage() == null ? "" : ": " + failure.getMessage())
                        + (frame == null ? "" : ", at " + frame));
    }

    private GantryException failure(String what) {
        return new GantryException(
                Code.UNAVAILABLE,
                "panel %s of %s gives no data: %s".formatted(panel, revision.version(), what));
    }
}
