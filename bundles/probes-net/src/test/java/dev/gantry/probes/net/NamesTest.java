package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Both kinds of addresses, asked of a server with faults. */
@GantryTest
@Timeout(120)
class NamesTest {
    @TempDir Path folder;

    record Nothing() {}

    private Names names(int port) {
        var servers = List.of(new InetSocketAddress("127.0.0.1", port));
        return new Names(
                folder.resolve("no-hosts"), () -> new Names.Settings(servers, List.of(), 1));
    }

    @Test
    void tellsBothCodesWhereTheyDiffer(DetectorRunner detectors) throws Exception {
        Map<String, String> codes =
                Map.of(
                        "ill.test", "does not resolve: SERVFAIL",
                        "split.test", "does not resolve: SERVFAIL for A, REFUSED for AAAA",
                        "half.test", "does not resolve: NOERROR for A, SERVFAIL for AAAA",
                        "empty.test", "has no address");
        try (var odd = new DnsPeers.Odd()) {
            for (var each : codes.entrySet()) {
                Map<String, ?> config = Map.of("target", each.getKey() + ":1");
                var look = detectors.inspect(new Tcp(names(odd.port())), config);
                assertThat(look).critical();
                assertEquals(
                        "the name " + each.getKey() + " " + each.getValue(),
                        look.verdict().reasons().getFirst());
            }
        }
    }

    @Test
    void whereOneKindDecidesNoThreadStaysForTheOther(DetectorRunner detectors) throws Exception {
        detectors.timeout(Duration.ofMinutes(1));
        try (var odd = new DnsPeers.Odd()) {
            for (String host : List.of("none.test", "four.test")) {
                Path threads = folder.resolve("threads-" + host);
                Detector<Nothing> detector =
                        new Detector<>() {
                            @Override
                            public Verdict inspect(Nothing config, CheckContext context)
                                    throws Exception {
                                // at its end it would close what a thread waits for
                                try (Limit limit = Limit.of(context)) {
                                    find(names(odd.port()), host, limit);
                                    dump(threads);
                                }
                                return Verdict.of(Status.OK);
                            }
                        };
                assertThat(detectors.inspect(detector, new Nothing())).ok();
                String all = Files.readString(threads);
                assertTrue(all.contains("probe-limit"), all);
                assertFalse(all.contains("probe-names"), all);
            }
        }
    }

    private static void find(Names names, String host, Limit limit) {
        try {
            assertEquals(1, names.find(host, limit).size());
        } catch (Unreachable e) {
            assertTrue(e.getMessage().endsWith("NXDOMAIN"), e.getMessage());
        }
    }

    /** Unlike the stack traces of the JVM, with virtual threads. */
    private static void dump(Path file) throws Exception {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
    }
}
