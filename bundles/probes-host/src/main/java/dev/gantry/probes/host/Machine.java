package dev.gantry.probes.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Reads the figures of the machine from {@code /proc}, those of a container from the control group
 * (version 2) that this process is in, and where there is no {@code /proc} what the Java platform
 * tells. Thread-safe.
 *
 * @param proc normally {@code /proc}
 * @param groups normally {@code /sys/fs/cgroup}
 */
record Machine(Path proc, Path groups) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final String MACHINE = "machine";
    private static final String CONTAINER = "container";

    /** What one look saw. */
    record Figures(
            Optional<Cpu> cpu,
            Optional<Memory> memory,
            Optional<Memory> swap,
            Optional<Double> load,
            int cores) {}

    /**
     * Processor time since the start.
     *
     * @param used seconds of one core that were used
     * @param there seconds of one core that there were
     * @param cores how many, may be a part of one
     * @param of machine or container
     * @param recent ratio of the last seconds, where the system tells only that
     */
    record Cpu(double used, double there, double cores, String of, Optional<Double> recent) {}

    /**
     * In bytes.
     *
     * @param of machine or container
     */
    record Memory(double total, double available, String of) {
        double ratio() {
            return total > 0 ? available / total : 0;
        }
    }

    Figures look(Host.Scope scope) {
        int cores = Runtime.getRuntime().availableProcessors();
        Optional<Path> group = scope == Host.Scope.MACHINE ? Optional.empty() : group();
        boolean whole = scope == Host.Scope.CONTAINER;
        Optional<Memory> machine = machineMemory();
        Optional<Memory> memory = group.flatMap(g -> containerMemory(g, machine, whole));
        Optional<Cpu> cpu = group.flatMap(g -> containerCpu(g, cores, whole));
        return new Figures(
                cpu.or(this::machineCpu), memory.or(() -> machine), swap(), load(), cores);
    }

    private Optional<Cpu> machineCpu() {
        Optional<String> stat = read(proc.resolve("stat"));
        if (stat.isEmpty()) {
            return bean("CpuLoad")
                    .filter(load -> load >= 0)
                    .map(load -> new Cpu(0, 0, processors(), MACHINE, Optional.of(load)));
        }
        String[] fields = stat.get().lines().findFirst().orElse("").split("\\s+");
        if (fields.length < 6) {
            return Optional.empty();
        }
        double all = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) { // guests are in user already
            all += Long.parseLong(fields[i]);
        }
        double idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
        long cores = stat.get().lines().filter(line -> line.matches("cpu\\d+ .*")).count();
        return Optional.of(
                new Cpu(
                        (all - idle) / TICKS_PER_SECOND,
                        all / TICKS_PER_SECOND,
                        Math.max(1, cores),
                        MACHINE,
                        Optional.empty()));
    }

    private Optional<Cpu> containerCpu(Path group, int cores, boolean whole) {
        Optional<Double> used =
                read(group.resolve("cpu.stat")).flatMap(t -> field(t, "usage_usec"));
        Optional<Double> uptime =
                read(proc.resolve("uptime")).map(t -> Double.parseDouble(t.split("\\s+")[0]));
        Optional<Double> quota = read(group.resolve("cpu.max")).flatMap(Machine::quota);
        if (used.isEmpty() || uptime.isEmpty() || quota.isEmpty() && !whole) {
            return Optional.empty();
        }
        double may = quota.orElse((double) cores);
        return Optional.of(
                new Cpu(used.get() / 1e6, uptime.get() * may, may, CONTAINER, Optional.empty()));
    }

    /** {@code max 100000} or {@code 150000 100000}: microseconds of so many. */
    private static Optional<Double> quota(String text) {
        String[] words = text.strip().split("\\s+");
        return words.length < 2 || words[0].equals("max")
                ? Optional.empty()
                : Optional.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]));
    }

    private Optional<Memory> machineMemory() {
        Optional<String> info = read(proc.resolve("meminfo"));
        return info.isPresent()
                ? memory(info.get(), "MemTotal:", "MemAvailable:")
                : beans("TotalMemorySize", "FreeMemorySize");
    }

    private Optional<Memory> swap() {
        Optional<String> info = read(proc.resolve("meminfo"));
        return info.isPresent()
                ? memory(info.get(), "SwapTotal:", "SwapFree:")
                : beans("TotalSwapSpaceSize", "FreeSwapSpaceSize");
    }

    private static Optional<Memory> memory(String info, String total, String free) {
        return field(info, total)
                .flatMap(
                        all ->
                                field(info, free)
                                        .map(left -> new Memory(all * 1024, left * 1024, MACHINE)));
    }

    private static Optional<Memory> beans(String total, String free) {
        return bean(total).flatMap(all -> bean(free).map(left -> new Memory(all, left, MACHINE)));
    }

    /** What of its limit a container uses, without files that can be dropped from memory. */
    private Optional<Memory> containerMemory(Path group, Optional<Memory> machine, boolean whole) {
        Optional<Double> limit =
                read(group.resolve("memory.max"))
                        .map(String::strip)
                        .filter(text -> !text.equals("max"))
                        .map(Double::parseDouble)
                        .or(() -> whole ? machine.map(Memory::total) : Optional.empty());
        Optional<Double> now = read(group.resolve("memory.current")).map(Double::parseDouble);
        if (limit.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        double files =
                read(group.resolve("memory.stat"))
                        .flatMap(text -> field(text, "inactive_file"))
                        .orElse(0.0);
        double available = limit.get() - Math.max(0, now.get() - files);
        return Optional.of(new Memory(limit.get(), Math.max(0, available), CONTAINER));
    }

    private Optional<Double> load() {
        Optional<String> text = read(proc.resolve("loadavg"));
        if (text.isPresent()) {
            return Optional.of(Double.parseDouble(text.get().split("\\s+")[0]));
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? Optional.empty() : Optional.of(load);
    }

    /** The innermost group around this process that has a limit, else its own. */
    private Optional<Path> group() {
        Optional<String> own =
                read(proc.resolve("self/cgroup"))
                        .flatMap(
                                text ->
                                        text.lines()
                                                .filter(line -> line.startsWith("0::/"))
                                                .map(line -> line.substring(4))
                                                .findFirst());
        if (own.isEmpty() || !Files.isDirectory(groups)) {
            return Optional.empty();
        }
        Path first = groups.resolve(own.get()).normalize();
        Path start = first.startsWith(groups) && Files.isDirectory(first) ? first : groups;
        for (Path at = start; at.startsWith(groups); at = at.getParent()) {
            if (limited(at)) {
                return Optional.of(at);
            }
        }
        return Optional.of(start);
    }

    private static boolean limited(Path group) {
        return read(group.resolve("memory.max")).map(t -> !t.startsWith("max")).orElse(false)
                || read(group.resolve("cpu.max")).map(t -> !t.startsWith("max")).orElse(false);
    }

    /** A number that follows a word at the beginning of a line. */
    private static Optional<Double> field(String text, String name) {
        Matcher found =
                Pattern.compile("^" + Pattern.quote(name) + "\\s+(\\d{1,18})", Pattern.MULTILINE)
                        .matcher(text);
        return found.find() ? Optional.of(Double.parseDouble(found.group(1))) : Optional.empty();
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .filter(text -> !text.isBlank());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    /** By name, since the interface for it is no part of the Java standard. */
    private static Optional<Double> bean(String attribute) {
        try {
            Object value =
                    ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("java.lang:type=OperatingSystem"), attribute);
            return value instanceof Number number
                    ? Optional.of(number.doubleValue())
                    : Optional.empty();
        } catch (JMException notThere) {
            return Optional.empty();
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
