package dev.gantry.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small disk of its own, in memory, mounted at a folder in a name space that a process of the
 * test holds open: no right of an administrator is needed where people may make name spaces.
 */
final class Disk implements AutoCloseable {
    private final Process holder;
    private final Path place;

    /**
     * @param place the folder that is this disk, for processes that {@link #in} starts
     * @throws IOException if this system does not let us; its message says what it said
     */
    Disk(Path place, int megabytes) throws IOException {
        Files.createDirectories(place);
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(
                List.of(
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=" + megabytes + "m test \"$0\" && echo yes && cat",
                        place.toString()));
        this.holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        this.place = place;
        String answer =
                new BufferedReader(
                                new InputStreamReader(
                                        holder.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
        if (!"yes".equals(answer)) {
            holder.destroyForcibly();
            throw new IOException("no disk could be mounted: " + answer);
        }
    }

    /** What comes before a command that shall see the disk. */
    List<String> in() {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "nsenter",
                                "--preserve-credentials",
                                "--mount=/proc/" + holder.pid() + "/ns/mnt"));
        if (!System.getProperty("user.name").equals("root")) {
            command.add("--user=/proc/" + holder.pid() + "/ns/user");
        }
        return command;
    }

    /** The disk's files as this process reaches them. */
    Path root() {
        return Path.of("/proc/" + holder.pid() + "/root" + place);
    }

    /** Writes until not one more byte fits. */
    void fill() throws IOException {
        for (int chunk : new int[] {1 << 20, 4096, 1}) {
            byte[] bytes = new byte[chunk];
            try (OutputStream out = Files.newOutputStream(root().resolve("filler-" + chunk))) {
                while (true) {
                    out.write(bytes);
                }
            } catch (IOException full) {
                continue;
            }
        }
    }

    void free() throws IOException {
        for (int chunk : new int[] {1 << 20, 4096, 1}) {
            Files.deleteIfExists(root().resolve("filler-" + chunk));
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        holder.getOutputStream().close();
        holder.waitFor();
    }
}
