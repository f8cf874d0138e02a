package dev.gantry.sample.host;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

@GantryTest
class HostResourcesTest {
    /** The first lines of a real one. */
    private static final String MEMINFO =
            """
            MemTotal:       16384000 kB
            MemFree:          204800 kB
            MemAvailable:   %d kB
            Buffers:          123456 kB
            """;

    @TempDir Path proc;

    @Test
    void measuresAlsoWhereAllIsWell(DetectorRunner detectors) throws IOException {
        host(8192000, "1.00 0.50 0.25 2/345 6789");
        var look =
                detectors.inspect(
                        onFourCores(),
                        Map.of("disks", List.of(proc), "diskWarn", 0, "diskCritical", 0));
        assertThat(look)
                .ok()
                .measured("memory.available.ratio", 0.5)
                .measured("memory.available.bytes", 8192000 * 1024.0)
                .measured("load.per.core", 0.25)
                .measured("disk.free.ratio:" + proc, 0, 1)
                .measured("disk.free.bytes:" + proc, 0, Long.MAX_VALUE)
                .because("50.0 % of the memory is available, 7.8 of 15.6 GiB")
                .because("load is 0.25 per core, 1.00 on 4 cores")
                .because(proc + " has ");
        double free = Files.getFileStore(proc).getUsableSpace();
        assertThat(look).measured("disk.free.bytes:" + proc, free * 0.5, free * 1.5);
    }

    @Test
    void warnsAndSaysOnlyWhy(DetectorRunner detectors) throws IOException {
        host(1_228_800, "0.10 0 0 1/1 1");
        var look = detectors.inspect(onFourCores(), Map.of("disks", List.of()));
        assertThat(look).warn();
        assertEquals(
                List.of("7.5 % of the memory is available, 1.2 of 15.6 GiB"),
                look.verdict().reasons());
    }

    @Test
    void theWorstDecidesAndComesFirst(DetectorRunner detectors) throws IOException {
        host(1_228_800, "40.0 9.0 9.0 1/1 1");
        var look = detectors.inspect(onFourCores(), Map.of("disks", List.of()));
        assertThat(look).critical().firstBecause("load is 10.00 per core, 40.00 on 4 cores");
        assertEquals(2, look.verdict().reasons().size());
    }

    @Test
    void judgesARealDisk(DetectorRunner detectors) throws IOException {
        host(8192000, "0 0 0 1/1 1");
        double free =
                (double) Files.getFileStore(proc).getUsableSpace()
                        / Files.getFileStore(proc).getTotalSpace();
        double above = Math.min(1, free + 0.05);
        assertThat(
                        detectors.inspect(
                                onFourCores(),
                                Map.of(
                                        "disks",
                                        List.of(proc),
                                        "diskWarn",
                                        above,
                                        "diskCritical",
                                        0)))
                .warn()
                .because(proc + " has ")
                .because(" % free, ");
        assertThat(
                        detectors.inspect(
                                onFourCores(),
                                Map.of("disks", List.of(proc), "diskCritical", above)))
                .critical();
    }

    @Test
    void doesNotJudgeADiskThatIsNotThere(DetectorRunner detectors) throws IOException {
        host(8192000, "0 0 0 1/1 1");
        Path none = proc.resolve("none");
        assertThat(detectors.inspect(onFourCores(), Map.of("disks", List.of(none))))
                .unknown()
                .firstBecause("none does not exist; name a path on the disk")
                .measured("load.per.core", 0)
                .unmeasured("disk.free.ratio:" + none);
    }

    @Test
    void aDiskThatCannotBeJudgedHidesNothingElse(DetectorRunner detectors) throws IOException {
        host(8192000, "0 0 0 1/1 1");
        Path below = proc.resolve("meminfo").resolve("below-a-file");
        assertThat(detectors.inspect(onFourCores(), Map.of("disks", List.of(below))))
                .unknown()
                .firstBecause("cannot be judged")
                .measured("load.per.core", 0);
    }

    @Test
    void asksThePlatformWhereThereIsNoProc(DetectorRunner detectors) {
        var look =
                detectors.inspect(
                        onFourCores(),
                        Map.of(
                                "disks",
                                List.of(),
                                "loadWarn",
                                1e9,
                                "loadCritical",
                                1e9,
                                "memoryWarn",
                                0,
                                "memoryCritical",
                                0));
        assertThat(look)
                .ok()
                .measured("memory.available.ratio", 0, 1)
                .measured("memory.available.bytes", 1, Long.MAX_VALUE);
    }

    @Test
    void judgesTheHostThatItRunsOn(DetectorRunner detectors) {
        var look = detectors.inspect(new HostResources(), Map.of());
        assertThat(look)
                .measured("disk.free.ratio:/", 0, 1)
                .measured("memory.available.ratio", 0, 1);
    }

    private HostResources onFourCores() {
        return new HostResources(new HostFigures(proc, 4));
    }

    private void host(long availableKilobytes, String load) throws IOException {
        Files.writeString(proc.resolve("meminfo"), MEMINFO.formatted(availableKilobytes));
        Files.writeString(proc.resolve("loadavg"), load + "\n");
    }
}
