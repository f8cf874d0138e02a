package dev.gantry.plugins.leak;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The JVM that this runs in. Thread-safe. */
final class HotSpot implements Jvm {

    @Override
    public Collections collections() {
        long young = 0;
        long halves = 0;
        long full = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            long count = Math.max(0, bean.getCollectionCount());
            switch (bean.getName()) {
                case "G1 Young Generation" -> young += count;
                case "G1 Concurrent GC" -> halves += count;
                case "G1 Old Generation",
                        "MarkSweepCompact",
                        "PS MarkSweep",
                        "ZGC Major Cycles",
                        "Shenandoah Cycles" ->
                        full += count;
                default -> {
                    // pauses of a cycle that is counted, or of young objects that do not matter
                }
            }
        }
        return new Collections(young, halves, full);
    }

    @Override
    public int tenuring() {
        return 1 + Integer.parseInt(diagnostics().getVMOption("MaxTenuringThreshold").getValue());
    }

    private static HotSpotDiagnosticMXBean diagnostics() {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    }

    @Override
    public void collect() {
        System.gc();
    }

    @Override
    public long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void dump(Path file) throws IOException {
        diagnostics().dumpHeap(file.toString(), true);
    }

    @Override
    public Map<Thread, List<String>> stacks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> told(e.getValue())));
    }

    private static List<String> told(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .map(
                        f ->
                                new StackTraceElement(
                                                f.getClassName(),
                                                f.getMethodName(),
                                                f.getFileName(),
                                                f.getLineNumber())
                                        .toString())
                .toList();
    }
}
