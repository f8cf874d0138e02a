package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Pings this host, and reads what other programs of that name print. */
@GantryTest
@Timeout(60)
class IcmpTest {
    @TempDir Path folder;

    private Inspection saying(DetectorRunner detectors, String script) throws IOException {
        Path program = Files.writeString(folder.resolve("ping"), "#!/bin/sh\n" + script + "\n");
        assertTrue(program.toFile().setExecutable(true));
        return detectors.inspect(
                new Icmp(new Names(), program.toString()), Map.of("target", "192.0.2.1"));
    }

    @Test
    void pingsThisHost(DetectorRunner detectors) {
        Peer.require("ping");
        assertThat(detectors.inspect(new Icmp(), Map.of("target", "localhost", "count", 2)))
                .ok()
                .firstBecause("127.0.0.1 answered 2 of 2 packets, in ")
                .measured("packet.loss.ratio", 0)
                .measured("rtt.avg.seconds", 1e-7, 60);
    }

    @Test
    void judgesLossAndRoundTrips(DetectorRunner detectors) throws IOException {
        String some =
                """
                echo '4 packets transmitted, 3 received, 25%% packet loss, time 3004ms'
                echo 'rtt min/avg/max/mdev = 10.5/20.25/%s/1.0 ms'
                """;
        assertThat(saying(detectors, some.formatted("30.5")))
                .warn()
                .firstBecause("1 of 4 packets to 192.0.2.1 got lost")
                .measured("packet.loss.ratio", 0.25)
                .measured("latency.seconds", 0.02025)
                .measured("rtt.max.seconds", 0.0305);
        assertThat(
                        saying(
                                detectors,
                                "echo '3 packets transmitted, 0 received, +3 errors, 100% packet loss'; exit 1"))
                .critical()
                .firstBecause("3 of 3 packets to 192.0.2.1 got lost")
                .measured("packet.loss.ratio", 1)
                .unmeasured("latency.seconds");
    }

    @Test
    void sendsAsManyPacketsAsItIsToldAndWaitsForTheLast(DetectorRunner detectors)
            throws IOException {
        Path said = folder.resolve("said");
        String script = "echo \"$@\" > " + said;
        detectors.timeout(Duration.ofSeconds(5));
        saying(detectors, script);
        assertEquals("-4 -n -c 3 -i 0.200 -W 4 192.0.2.1", Files.readString(said).strip());
        detectors.timeout(Duration.ofMillis(900));
        saying(detectors, script);
        assertTrue(Files.readString(said).contains("-c 3 -i 0.200 -W 0.3"));
    }

    @Test
    void whatTakesLongerThanALookMayIsSaid(DetectorRunner detectors) {
        assertThat(
                        detectors
                                .timeout(Duration.ofSeconds(5))
                                .inspect(new Icmp(), Map.of("target", "127.0.0.1", "count", 100)))
                .error(IllegalArgumentException.class);
    }

    @Test
    void saysNothingOfTheHostWhereItMayNotPing(DetectorRunner detectors) throws IOException {
        assertThat(saying(detectors, "echo 'ping: socket: Operation not permitted'; exit 2"))
                .unknown()
                .firstBecause("this system does not let ")
                .because("setcap cap_net_raw+p");
        assertThat(saying(detectors, "echo 'ping: invalid argument'; exit 2"))
                .unknown()
                .firstBecause("ping: invalid argument");
        assertThat(
                        detectors.inspect(
                                new Icmp(new Names(), folder.resolve("none").toString()),
                                Map.of("target", "127.0.0.1")))
                .unknown()
                .firstBecause("apt-get install iputils-ping");
    }

    @Test
    void endsTheProgramWhenCancelled(DetectorRunner detectors, TestClock clock) throws IOException {
        detectors.timeout(Duration.ofHours(1));
        Path began = folder.resolve("began");
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!Files.exists(began)) {
                                Thread.onSpinWait();
                                Thread.yield();
                            }
                            clock.advance(Duration.ofHours(2));
                        });
        assertThat(
                        saying(
                                detectors,
                                "echo $$ > "
                                        + folder
                                        + "/pid; mv "
                                        + folder
                                        + "/pid "
                                        + began
                                        + "; exec sleep 1000"))
                .error(CancelledException.class);
        long pid = Long.parseLong(Files.readString(began).strip());
        assertEquals(
                false,
                ProcessHandle.of(pid)
                        .filter(process -> !process.onExit().isDone())
                        .map(
                                process ->
                                        process.onExit()
                                                .orTimeout(
                                                        10, java.util.concurrent.TimeUnit.SECONDS)
                                                .join()
                                                .isAlive())
                        .orElse(false));
    }

    @Test
    void readsWhatOtherSystemsPrint() {
        PingOutput busyBox =
                PingOutput.read(
                        "2 packets transmitted, 2 packets received, 0% packet loss\n"
                                + "round-trip min/avg/max = 0.056/0.072/0.089 ms\n");
        assertEquals(2, busyBox.received());
        assertEquals(Duration.ofNanos(72_000), busyBox.trips().get(1));
        PingOutput mac =
                PingOutput.read(
                        "2 packets transmitted, 1 packets received, 50.0% packet loss\n"
                                + "round-trip min/avg/max/stddev = 0.041/0.086/0.131/0.045 ms\n");
        assertEquals(0.5, mac.loss());
        assertEquals(Duration.ofNanos(131_000), mac.trips().get(2));
    }
}
