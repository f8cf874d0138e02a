package dev.gantry.sample.panel;

import dev.gantry.sample.panel.DiskPanel.Part;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder on a disk. Thread-safe. */
record DataFolder(Path path) {

    /** What is in it, the largest first; files that go meanwhile are no failure. */
    List<Part> parts() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sizes.merge(name(file), attributes.size(), Long::sum);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (file.equals(path)) {
                            throw failure;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sizes.entrySet().stream()
                .map(each -> new Part(each.getKey(), each.getValue()))
                .sorted(Comparator.comparing(Part::bytes).reversed())
                .toList();
    }

    /** The first step below the folder; the files of a database count as one. */
    private String name(Path file) {
        return path.relativize(file).getName(0).toString().replaceFirst("-(wal|shm|journal)$", "");
    }

    long free() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    long total() throws IOException {
        return Files.getFileStore(path).getTotalSpace();
    }
}
