package dev.gantry.bench.driver;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.run.Tenants;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A quiet tenant starts runs at a steady rate and waits for each; in every second round a noisy one
 * submits ten times what its quota allows. Each line is a round: {@code quiet} or {@code noisy},
 * p50 and p99 in ms from the submit to the finished run, and what the noisy one had accepted and
 * refused.
 */
final class Neighbours {
    private static final int QUIET_PER_SECOND = 200;
    private static final int TIMES = 10;

    private final Runs runs;
    private final Tenants tenants;
    private final int rounds;
    private final int seconds;
    private final int quota;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean over;

    Neighbours(Runs runs, Tenants tenants, Settings settings) {
        this.runs = runs;
        this.tenants = tenants;
        this.rounds = (int) settings.number("gantry.bench.rounds", 10, 2, 1000);
        this.seconds = (int) settings.number("gantry.bench.seconds", 5, 1, 3600);
        this.quota = (int) settings.number("gantry.bench.quota", 500, 1, 1_000_000);
    }

    String measure() throws InterruptedException {
        tenants.put("noisy", new TenantQuota(1, 32, 5_000, quota, 100), OptionalLong.empty());
        StringBuilder lines = new StringBuilder();
        round(true);
        for (int i = 0; i < rounds; i++) {
            lines.append(round(i % 2 == 1));
        }
        return lines.toString();
    }

    private String round(boolean noisy) throws InterruptedException {
        over = false;
        accepted.set(0);
        refused.set(0);
        Thread other = noisy ? Thread.ofPlatform().start(this::noise) : null;
        double[] ms = quiet();
        over = true;
        if (other != null) {
            other.join();
            while (tenants.find("noisy").open() > 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        Arrays.sort(ms);
        return String.format(
                Locale.ROOT,
                "%s %.3f %.3f %d %d%n",
                noisy ? "noisy" : "quiet",
                ms[ms.length / 2],
                ms[ms.length * 99 / 100],
                accepted.get(),
                refused.get());
    }

    private static RunRequest request(String tenant, long number) {
        return new RunRequest(
                "bench.noop",
                "{\"number\":" + number + "}",
                Map.of(),
                tenant,
                SlaClass.SILVER,
                0,
                Duration.ZERO,
                null,
                null,
                null,
                null,
                null,
                "manual");
    }

    private double[] quiet() throws InterruptedException {
        int count = seconds * QUIET_PER_SECOND;
        double[] ms = new double[count];
        CountDownLatch open = new CountDownLatch(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int number = i;
            pause(start + i * (1_000_000_000L / QUIET_PER_SECOND));
            long began = System.nanoTime();
            runs.submit(request("quiet", i))
                    .thenCompose(submitted -> runs.whenFinished(submitted.id()))
                    .whenComplete(
                            (run, failure) -> {
                                ms[number] = (System.nanoTime() - began) / 1e6;
                                open.countDown();
                            });
        }
        open.await();
        return ms;
    }

    private void noise() {
        long each = 1_000_000_000L / ((long) quota * TIMES);
        long start = System.nanoTime();
        for (long i = 0; !over; i++) {
            pause(start + i * each);
            runs.submit(request("noisy", i))
                    .whenComplete(
                            (run, failure) ->
                                    (failure == null ? accepted : refused).incrementAndGet());
        }
    }

    private static void pause(long until) {
        long left;
        while ((left = until - System.nanoTime()) > 50_000) {
            LockSupport.parkNanos(left);
        }
    }
}
