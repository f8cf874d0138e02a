package dev.gantry.probes;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

@GantryTest
class BoundedTest {
    private final AtomicReference<Thread> worker = new AtomicReference<>();

    record Nothing() {}

    /** Waits for a server that never says anything. */
    private final class Waits implements Detector<Nothing> {
        private final int port;
        private final Runnable meanwhile;

        Waits(int port, Runnable meanwhile) {
            this.port = port;
            this.meanwhile = meanwhile;
        }

        @Override
        public Verdict inspect(Nothing config, CheckContext context) throws Exception {
            try {
                return Bounded.by(context)
                        .call(
                                () -> {
                                    worker.set(Thread.currentThread());
                                    try (Socket socket =
                                            new Socket(InetAddress.getLoopbackAddress(), port)) {
                                        meanwhile.run();
                                        return Report.of(
                                                Status.OK,
                                                "read %d",
                                                socket.getInputStream().read());
                                    }
                                });
            } catch (TimeoutException e) {
                return Report.of(Status.CRITICAL, "no answer");
            }
        }
    }

    @Test
    void aSocketThatSaysNothingEndsWithTheTime(DetectorRunner detectors) throws Exception {
        try (ServerSocket silent = silent()) {
            var look =
                    detectors
                            .timeout(Duration.ofMillis(200))
                            .inspect(new Waits(silent.getLocalPort(), () -> {}), new Nothing());
            assertThat(look).critical().because("no answer");
        }
        assertTrue(worker.get().join(Duration.ofSeconds(10)), "the thread ends with its socket");
    }

    @Test
    void aRequestToStopEndsItAtOnce(DetectorRunner detectors, TestClock clock) throws Exception {
        try (ServerSocket silent = silent()) {
            var look =
                    detectors
                            .timeout(Duration.ofHours(1))
                            .inspect(
                                    new Waits(
                                            silent.getLocalPort(),
                                            () -> clock.advance(Duration.ofHours(2))),
                                    new Nothing());
            assertThat(look).error(CancelledException.class);
        }
        assertTrue(worker.get().join(Duration.ofSeconds(10)), "the thread ends with its socket");
    }

    @Test
    void fiveThousandLooksWaitAtOnceWithoutAPoolBetweenThem(DetectorRunner detectors) {
        CountDownLatch all = new CountDownLatch(5_000);
        Detector<Nothing> detector =
                (config, context) -> {
                    try (var looks = Executors.newVirtualThreadPerTaskExecutor()) {
                        for (int i = 0; i < 5_000; i++) {
                            looks.submit(
                                    () ->
                                            Bounded.by(context)
                                                    .call(
                                                            () -> {
                                                                all.countDown();
                                                                all.await();
                                                                return null;
                                                            }));
                        }
                    }
                    return Verdict.of(Status.OK);
                };
        assertThat(detectors.inspect(detector, new Nothing())).ok();
        assertEquals(0, all.getCount());
    }

    @Test
    void nativeCodeHasAThreadThatCannotHoldOthersUp(DetectorRunner detectors) {
        CountDownLatch never = new CountDownLatch(1);
        Detector<Nothing> detector =
                new Detector<>() {
                    @Override
                    public Verdict inspect(Nothing config, CheckContext context) throws Exception {
                        try {
                            return Bounded.by(context)
                                    .inNativeCode()
                                    .call(
                                            () -> {
                                                worker.set(Thread.currentThread());
                                                never.await();
                                                return null;
                                            },
                                            never::countDown);
                        } catch (TimeoutException e) {
                            return Report.of(Status.UNKNOWN, "stuck");
                        }
                    }
                };
        assertThat(detectors.timeout(Duration.ofMillis(100)).inspect(detector, new Nothing()))
                .unknown();
        assertFalse(worker.get().isVirtual());
        assertEquals(0, never.getCount());
    }

    @Test
    void whatDoesNotEndIsNotWaitedForBeyondTheDeadline(DetectorRunner detectors) throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        AtomicReference<Duration> took = new AtomicReference<>();
        Detector<Nothing> detector =
                new Detector<>() {
                    @Override
                    public Verdict inspect(Nothing config, CheckContext context) throws Exception {
                        long began = System.nanoTime();
                        try {
                            return Bounded.by(context).inNativeCode().call(() -> hang(back));
                        } catch (TimeoutException e) {
                            took.set(Duration.ofNanos(System.nanoTime() - began));
                            return Report.of(Status.UNKNOWN, "stuck");
                        }
                    }
                };
        assertThat(detectors.timeout(Duration.ofMillis(400)).inspect(detector, new Nothing()))
                .unknown();
        back.countDown();
        assertTrue(took.get().compareTo(Duration.ofSeconds(1)) < 0, took.get().toString());
        assertTrue(worker.get().join(Duration.ofSeconds(10)));
    }

    private Verdict hang(CountDownLatch back) {
        worker.set(Thread.currentThread());
        while (back.getCount() > 0) {
            try {
                back.await();
            } catch (InterruptedException asInTheKernel) {
                Thread.onSpinWait();
            }
        }
        return Verdict.of(Status.OK);
    }

    @Test
    void anExpressionWithoutEndEnds(DetectorRunner detectors) {
        Detector<Nothing> detector =
                (config, context) -> {
                    try {
                        Pattern.compile("(x+x+)+y\\1")
                                .matcher(PatientText.of("x".repeat(60), context))
                                .matches();
                        return Verdict.of(Status.OK);
                    } catch (PatientText.TooSlow e) {
                        return Report.of(Status.UNKNOWN, e.getMessage());
                    }
                };
        var look = detectors.timeout(Duration.ofMillis(200)).inspect(detector, new Nothing());
        assertThat(look).unknown().because("takes too long");
    }

    private static ServerSocket silent() throws Exception {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }
}
