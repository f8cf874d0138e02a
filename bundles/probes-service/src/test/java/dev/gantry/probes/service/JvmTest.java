package dev.gantry.probes.service;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at a second JVM that the test lets fall ill. */
@GantryTest
class JvmTest {
    private Process jvm;
    private BufferedReader says;
    private Writer tell;
    private int port;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        begin();
    }

    private void begin() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        jvm =
                new ProcessBuilder(
                                java,
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                                "-Djava.rmi.server.hostname=127.0.0.1",
                                "-Dcom.sun.management.jmxremote.port=" + port,
                                "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                                "-Dcom.sun.management.jmxremote.authenticate=false",
                                "-Dcom.sun.management.jmxremote.ssl=false",
                                "-cp",
                                classes(),
                                Patient.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        says = jvm.inputReader();
        tell = jvm.outputWriter();
        assertEquals("ready", says.readLine());
    }

    private static String classes() {
        try {
            return Path.of(
                            Patient.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        signal("CONT");
        jvm.destroyForcibly().waitFor();
    }

    @Test
    void aHeapThatFillsAndADeadlock(DetectorRunner detectors) throws Exception {
        assertThat(detectors.inspect(new Jvm(), config()))
                .ok()
                .because("heap ")
                .because("from the next look on")
                .measured("jvm.heap.used.ratio", 0, 0.8)
                .measured("jvm.threads", 5, 100)
                .measured("jvm.classes", 100, 1e6)
                .measured("jvm.threads.deadlocked", 0);
        tell("fill");
        assertThat(detectors.inspect(new Jvm(), config()))
                .warn()
                .because("; warn above 85 %")
                .measured("jvm.heap.used.ratio", 0.85, 0.95)
                .measured("jvm.gc.ratio", 0, 1);
        tell("empty");
        assertThat(detectors.inspect(new Jvm(), Map.of("target", "127.0.0.1:" + port, "gcWarn", 0)))
                .because("went into garbage collection; warn above 0 %")
                .measured("jvm.heap.used.ratio", 0, 0.8);
        tell("deadlock");
        var look = detectors.inspect(new Jvm(), config());
        assertThat(look)
                .critical()
                .firstBecause("2 threads are in a deadlock: ")
                .because("left hand")
                .because("right hand")
                .measured("jvm.threads.deadlocked", 2);
    }

    @Test
    void anAttributeOfChoice(DetectorRunner detectors) {
        assertThat(
                        detectors.inspect(
                                new Jvm(),
                                attribute(
                                        Map.of(
                                                "mbean",
                                                "java.lang:type=Memory",
                                                "name",
                                                "HeapMemoryUsage.max",
                                                "critical",
                                                5))))
                .critical()
                .because("HeapMemoryUsage.max is ")
                .because("; critical above 5")
                .measured("jvm.attribute", 1e6, 1e9);
        assertThat(
                        detectors.inspect(
                                new Jvm(),
                                attribute(Map.of("mbean", "no.such:type=Bean", "name", "X"))))
                .unknown()
                .because("no.such:type=Bean X: ");
        assertThat(
                        detectors.inspect(
                                new Jvm(),
                                attribute(
                                        Map.of(
                                                "mbean",
                                                "java.lang:type=Runtime",
                                                "name",
                                                "VmName"))))
                .unknown()
                .because("it is no number but String");
    }

    @Test
    void aJvmThatIsGoneAndComesBack(DetectorRunner detectors) throws Exception {
        assertThat(detectors.inspect(new Jvm(), config())).ok();
        jvm.destroyForcibly().waitFor();
        assertThat(detectors.inspect(new Jvm(), config()))
                .critical()
                .because("cannot be reached: connection refused");
        begin();
        assertThat(detectors.inspect(new Jvm(), config())).ok();
    }

    @Test
    void aJvmThatStandsStillIsGivenUpInTime(DetectorRunner detectors) throws Exception {
        assertThat(detectors.inspect(new Jvm(), config())).ok();
        signal("STOP");
        assertThat(detectors.timeout(Duration.ofSeconds(2)).inspect(new Jvm(), config()))
                .critical()
                .because("did not answer within 1.8 s");
        signal("CONT");
        assertThat(detectors.timeout(Duration.ofSeconds(30)).inspect(new Jvm(), config())).ok();
    }

    @Test
    void saysHowLongItWaited(DetectorRunner detectors) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (Socket taken = silent.accept()) {
                                    detectors.clock().advance(Duration.ofSeconds(1));
                                    taken.getInputStream().readAllBytes();
                                } catch (IOException closed) {
                                    return;
                                }
                            });
            assertThat(
                            detectors
                                    .timeout(Duration.ofSeconds(2))
                                    .inspect(
                                            new Jvm(),
                                            Map.of("target", "127.0.0.1:" + silent.getLocalPort())))
                    .critical()
                    .because("did not answer within 1.8 s");
        }
    }

    @Test
    void whatIsNoAgentIsSaid(DetectorRunner detectors) throws Exception {
        assertThat(
                        detectors.inspect(
                                new Jvm(),
                                Map.of("target", "service:jmx:rmi:///jndi/ldap://x:1/jmxrmi")))
                .unknown()
                .because("expected host:port or service:jmx:rmi:///jndi/rmi://host:port/jmxrmi");
        assertThat(
                        detectors.inspect(
                                new Jvm(),
                                Map.of(
                                        "target",
                                        "service:jmx:rmi:///jndi/rmi://127.0.0.1:"
                                                + port
                                                + "/other")))
                .critical()
                .because("a registry without other");
    }

    @Test
    void leavesNothingBehind(DetectorRunner detectors) {
        Set<Thread> before = threads();
        for (int i = 0; i < 5; i++) {
            assertThat(detectors.inspect(new Jvm(), config()))
                    .measured("jvm.heap.used.ratio", 0, 1);
        }
        Set<String> left =
                threads().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> !name.startsWith("RMI ")) // the JDK's own, for all
                        .filter(name -> !name.startsWith("ForkJoinPool"))
                        .collect(Collectors.toSet());
        assertTrue(left.isEmpty(), left.toString());
        assertUnloads(Jvm.class, config());
    }

    private static Set<Thread> threads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    private Map<String, ?> config() {
        return Map.of("target", "127.0.0.1:" + port, "gcWarn", 1, "gcCritical", 1);
    }

    private Map<String, ?> attribute(Map<String, ?> attribute) {
        return Map.of("target", "127.0.0.1:" + port, "attribute", attribute);
    }

    private void tell(String what) throws IOException {
        tell.write(what + "\n");
        tell.flush();
        assertEquals("done", says.readLine());
    }

    private void signal(String signal) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.pid())).start().waitFor();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
