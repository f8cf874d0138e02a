package dev.gantry.sample.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads memory and load: from {@code /proc} where that is, else from the Java platform, whose
 * "free" memory is less than what is available, since it leaves out what caches could give back.
 */
final class HostFigures {
    private static final Pattern TOTAL = field("MemTotal");
    private static final Pattern AVAILABLE = field("MemAvailable");

    private final Path proc;
    private final int cores;

    /** Memory in bytes. */
    record Memory(long total, long available) {
        double ratio() {
            return (double) available / total;
        }
    }

    HostFigures(Path proc, int cores) {
        this.proc = proc;
        this.cores = cores;
    }

    int cores() {
        return cores;
    }

    /** Empty where the platform does not tell. */
    Optional<Memory> memory() {
        try {
            String text = Files.readString(proc.resolve("meminfo"));
            Matcher total = TOTAL.matcher(text);
            Matcher available = AVAILABLE.matcher(text);
            if (total.find() && available.find()) {
                return memory(kilobytes(total), kilobytes(available));
            }
            return platformMemory();
        } catch (IOException noLinux) {
            return platformMemory();
        }
    }

    /** Runnable processes, averaged over a minute; empty where the platform does not tell. */
    OptionalDouble load() {
        try {
            String first = Files.readString(proc.resolve("loadavg")).strip().split("\\s+")[0];
            return OptionalDouble.of(Double.parseDouble(first));
        } catch (IOException | NumberFormatException noLinux) {
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            return load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load);
        }
    }

    /**
     * The figures are on an interface of the JDK that is no part of the Java standard, so it is
     * found by name: a plugin then needs no import for it, and works without.
     */
    private static Optional<Memory> platformMemory() {
        for (Class<? extends PlatformManagedObject> type :
                ManagementFactory.getPlatformManagementInterfaces()) {
            if (type.getName().equals("com.sun.management.OperatingSystemMXBean")) {
                var bean = ManagementFactory.getPlatformMXBean(type);
                try {
                    return memory(
                            (long) type.getMethod("getTotalMemorySize").invoke(bean),
                            (long) type.getMethod("getFreeMemorySize").invoke(bean));
                } catch (ReflectiveOperationException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Memory> memory(long total, long available) {
        return total > 0 && available >= 0
                ? Optional.of(new Memory(total, available))
                : Optional.empty();
    }

    private static Pattern field(String name) {
        return Pattern.compile("^" + name + ":\\s+(\\d{1,15}) kB", Pattern.MULTILINE);
    }

    private static long kilobytes(Matcher field) {
        return Long.parseLong(field.group(1)) * 1024;
    }
}
