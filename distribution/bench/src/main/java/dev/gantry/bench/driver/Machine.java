package dev.gantry.bench.driver;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process, and the database server of the benchmark, used so far. */
final class Machine {
    private Machine() {}

    /**
     * Seconds of processor time of this process and of a server.
     *
     * @param server its process id; 0 for none
     */
    static double cpu(long server) {
        double own = seconds(ProcessHandle.current());
        return server == 0
                ? own
                : ProcessHandle.of(server)
                        .map(
                                first ->
                                        own
                                                + Stream.concat(
                                                                Stream.of(first),
                                                                first.descendants())
                                                        .mapToDouble(Machine::seconds)
                                                        .sum())
                        .orElse(own);
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0);
    }

    /** Seconds since the JVM began. */
    static double sinceStart() {
        long began = ManagementFactory.getRuntimeMXBean().getStartTime();
        return (System.currentTimeMillis() - began) / 1e3;
    }

    /** MB of memory that the process takes now ({@code VmRSS}), or took at most ({@code VmHWM}). */
    static double resident(String which) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(which))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    /** Begins anew with what it took at most. */
    static void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    /** MB in the heap after a full collection. */
    static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }
}
