package dev.gantry.probes.host;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@GantryTest
class HostTest {
    private static final Map<String, ?> NO_DISKS = Map.of("disks", List.of());

    @TempDir Path root;

    @Test
    void judgesTheProcessorTimeSinceTheLastLook(DetectorRunner detectors) throws IOException {
        quiet();
        write("proc/stat", "cpu  1000 0 500 8000 500 0 0 0 0 0\ncpu0 1 1\ncpu1 1 1\nintr 5\n");
        assertThat(detectors.inspect(host(), NO_DISKS))
                .ok()
                .because("from the next look on")
                .measured("cpu.machine.used.seconds", 15)
                .measured("cpu.machine.there.seconds", 100)
                .unmeasured("cpu.ratio");
        write("proc/stat", "cpu  1900 0 550 8030 520 0 0 0 0 0\ncpu0 1 1\ncpu1 1 1\nintr 5\n");
        assertThat(detectors.inspect(host(), NO_DISKS))
                .warn()
                .firstBecause(
                        "processor 95 % in use since the last look, of 2 cores of the machine; warn"
                                + " above 90 %")
                .measured("cpu.ratio", 0.95);
        write("proc/stat", "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 1\n");
        assertThat(detectors.inspect(host(), NO_DISKS)).ok().unmeasured("cpu.ratio");
    }

    @Test
    void aContainerHasItsOwnProcessorAndMemory(DetectorRunner detectors) throws IOException {
        quiet();
        write("proc/self/cgroup", "0::/app.slice/gantry.service\n");
        write("groups/app.slice/cpu.max", "150000 100000\n");
        write("groups/app.slice/cpu.stat", "usage_usec 10000000\nuser_usec 1\n");
        write("groups/app.slice/memory.max", "1073741824\n");
        write("groups/app.slice/memory.current", "1073741824\n");
        write("groups/app.slice/memory.stat", "anon 5\ninactive_file 53687091\n");
        write("groups/app.slice/gantry.service/memory.max", "max\n");
        write("proc/uptime", "1000.00 1.0\n");
        detectors.inspect(host(), NO_DISKS);
        write("proc/uptime", "1010.00 1.0\n");
        write("groups/app.slice/cpu.stat", "usage_usec 25000000\nuser_usec 1\n");
        assertThat(detectors.inspect(host(), NO_DISKS))
                .critical()
                .because(
                        "processor 100 % in use since the last look, of 1.5 cores of the container")
                .because(
                        "memory 5 % available, 51.2 MiB of 1 GiB of the container; critical below 5 %")
                .measured("cpu.ratio", 1)
                .measured("memory.total.bytes", 1073741824);
        assertThat(detectors.inspect(host(), Map.of("disks", List.of(), "scope", "MACHINE")))
                .measured("memory.total.bytes", 16384000 * 1024.0);
    }

    @Test
    void judgesMemorySwapAndLoad(DetectorRunner detectors) throws IOException {
        write("proc/stat", "cpu  1000 0 500 8000 500 0 0 0 0 0\ncpu0 1 1\n");
        memory(1_228_800, 102_400);
        write("proc/loadavg", "1000.0 9.0 9.0 1/1 1\n");
        var look = detectors.inspect(host(), NO_DISKS);
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(look)
                .critical()
                .firstBecause("load ")
                .because("critical above 8")
                .because(
                        "memory 7.5 % available, 1.2 GiB of 15.6 GiB of the machine; warn below 10 %")
                .because("swap 90 % used of 1000 MiB; warn above 80 %")
                .measured("memory.available.bytes", 1_228_800 * 1024.0)
                .measured("swap.used.ratio", 0.9)
                .measured("load.per.core", 1000.0 / cores);
        assertEquals(3, look.verdict().reasons().size(), "what is fine is left out");
    }

    @Test
    void judgesDisksAndTheirInodes(DetectorRunner detectors) throws IOException {
        quiet();
        double free =
                (double) Files.getFileStore(root).getUsableSpace()
                        / Files.getFileStore(root).getTotalSpace();
        assertThat(
                        detectors.inspect(
                                host(),
                                Map.of(
                                        "disks",
                                        List.of(root),
                                        "diskWarn",
                                        Math.min(1, free + 0.05),
                                        "diskCritical",
                                        0)))
                .warn()
                .because("disk of " + root)
                .measured("disk.free.ratio:" + root, 0, 1)
                .measured("disk.read.only:" + root, 0);
        Path none = root.resolve("none");
        assertThat(detectors.inspect(host(), Map.of("disks", List.of(none, root))))
                .unknown()
                .firstBecause("none does not exist; name a path on the disk");
    }

    @Test
    void countsInodesAsDfDoes() throws Exception {
        Process df = new ProcessBuilder("df", "--output=itotal", root.toString()).start();
        List<String> lines = df.inputReader().readAllLines();
        long total = Long.parseLong(lines.getLast().strip());
        assertEquals(total, Inodes.of(root).orElseThrow().total());
    }

    @Test
    void aReadOnlyDiskIsCriticalUnlessItMayBe(DetectorRunner detectors) throws IOException {
        quiet();
        Host host =
                host(
                        new Disks(
                                path ->
                                        new Disks.Disk(
                                                path + " (/dev/sdb1)",
                                                100,
                                                50,
                                                true,
                                                Optional.of(new Inodes.Count(100, 7)))));
        assertThat(detectors.inspect(host, Map.of("disks", List.of("/srv"))))
                .critical()
                .firstBecause("the disk of /srv is read-only, /srv (/dev/sdb1)")
                .because("inodes of /srv 7 % free, 7 of 100; warn below 10 %")
                .measured("disk.read.only:/srv", 1)
                .measured("disk.inodes.free:/srv", 7);
        assertThat(
                        detectors.inspect(
                                host,
                                Map.of("disks", List.of("/srv"), "readOnly", List.of("/srv"))))
                .warn();
    }

    @Test
    void aDiskThatDoesNotAnswerIsNotAskedAgain(DetectorRunner detectors) throws Exception {
        quiet();
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<Thread> stuck = new AtomicReference<>();
        Host host =
                host(
                        new Disks(
                                path -> {
                                    asked.incrementAndGet();
                                    stuck.set(Thread.currentThread());
                                    while (answers.getCount() > 0) {
                                        try {
                                            answers.await();
                                        } catch (InterruptedException asInTheKernel) {
                                            continue;
                                        }
                                    }
                                    return new Disks.Disk("nfs", 100, 50, false, Optional.empty());
                                }));
        Map<String, ?> config = Map.of("disks", List.of("/srv"));
        detectors.timeout(Duration.ofMillis(300));
        assertThat(detectors.inspect(host, config)).critical().because("did not answer in time");
        assertThat(detectors.inspect(host, config))
                .critical()
                .because("has not answered since an earlier look");
        assertEquals(1, asked.get());
        answers.countDown();
        assertTrue(stuck.get().join(Duration.ofSeconds(10)));
        assertThat(detectors.timeout(Duration.ofMinutes(1)).inspect(host, config)).ok();
    }

    @Test
    void aFileSystemWithoutSizeCannotBeJudged(DetectorRunner detectors) throws IOException {
        quiet();
        assertThat(detectors.inspect(host(), Map.of("disks", List.of("/proc"))))
                .unknown()
                .because("/proc is on no disk that has a size");
    }

    @Test
    void withoutProcTheJavaPlatformIsAsked(DetectorRunner detectors) {
        var look =
                detectors.inspect(
                        new Host(new Machine(root.resolve("no"), root.resolve("no")), Disks.real()),
                        NO_DISKS);
        assertThat(look)
                .measured("memory.available.ratio", 0, 1)
                .measured("load.per.core", 0, 10_000);
    }

    @Test
    void judgesWhereItRuns(DetectorRunner detectors) {
        Host host = new Host();
        detectors.inspect(host, Map.of());
        assertThat(detectors.inspect(host, Map.of()))
                .measured("memory.available.ratio", 0, 1)
                .measured("disk.free.ratio:/", 0, 1);
    }

    @Test
    void leavesNothingBehind() {
        assertUnloads(Host.class, Map.of());
    }

    private Host host() {
        return host(Disks.real());
    }

    private Host host(Disks disks) {
        return new Host(new Machine(root.resolve("proc"), root.resolve("groups")), disks);
    }

    private void quiet() throws IOException {
        write("proc/stat", "cpu  1000 0 500 8000 500 0 0 0 0 0\ncpu0 1 1\n");
        memory(8_192_000, 1_024_000);
        write("proc/loadavg", "0.10 0.10 0.10 1/1 1\n");
    }

    private void memory(long available, long swapFree) throws IOException {
        write(
                "proc/meminfo",
                """
                MemTotal:       16384000 kB
                MemFree:          204800 kB
                MemAvailable:   %d kB
                SwapTotal:       1024000 kB
                SwapFree:        %d kB
                """
                        .formatted(available, swapFree));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
