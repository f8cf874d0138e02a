package dev.gantry.probes.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How many files a disk can still take. Java has no call for that, so the system's own {@code
 * statvfs} is asked, where its answer has the form that 64-bit Linux gives it.
 */
final class Inodes {
    private static final long SIZE = 256; // of the structure, with room to spare
    private static final long FILES = 40;
    private static final long FILES_AVAILABLE = 56;

    private Inodes() {}

    /** Inodes, in all and for those who are not root. */
    record Count(long total, long free) {}

    /** Empty where the system does not tell. */
    @SuppressWarnings("restricted")
    static Optional<Count> of(Path path) {
        boolean known =
                System.getProperty("os.name").equals("Linux")
                        && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
        if (!known) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MethodHandle statvfs =
                    linker.downcallHandle(
                            linker.defaultLookup().find("statvfs").orElseThrow(),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));
            MemorySegment answer = arena.allocate(SIZE, Long.BYTES);
            MemorySegment name = arena.allocateFrom(path.toString());
            int failed = (int) statvfs.invokeExact(name, answer);
            return failed != 0
                    ? Optional.empty()
                    : Optional.of(
                            new Count(
                                    answer.get(ValueLayout.JAVA_LONG, FILES),
                                    answer.get(ValueLayout.JAVA_LONG, FILES_AVAILABLE)));
        } catch (Throwable refused) {
            return Optional.empty();
        }
    }
}
