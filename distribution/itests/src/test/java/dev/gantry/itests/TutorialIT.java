package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tutorial, from an empty folder, block by block as a reader copies them. */
class TutorialIT {
    private static final Path SOURCE = Path.of(System.getProperty("gantry.source")).normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path folder;
    private Path work;
    private Path cwd;
    private final List<String> problems = new ArrayList<>();
    private int commands;

    /**
     * A block of the page.
     *
     * @param mark the comment before it, as {@code file pom.xml}; empty if there is none
     */
    record Block(String mark, String language, String text) {}

    record Shown(int code, String out) {}

    @BeforeEach
    void anEmptyFolder() throws IOException {
        work = Files.createDirectories(folder.resolve("work"));
        cwd = work;
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve("bundles"));
        Files.createDirectories(home.resolve("conf"));
        maven();
    }

    @AfterEach
    void stop() throws Exception {
        shell("gantry stop");
    }

    @Test
    void leadsFromNothingToALivePlugin() throws Exception {
        long began = System.nanoTime();
        List<Block> blocks = blocks(SOURCE.resolve("distribution/docs/tutorial.md"));
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
            if (block.mark().startsWith("file ")) {
                Path file = cwd.resolve(block.mark().substring("file ".length()));
                Files.writeString(file, block.text());
            } else if (block.language().equals("sh") && !block.mark().startsWith("not run")) {
                run(block, next.language().equals("text") ? next.text() : "");
            }
        }
        assertEquals(List.of(), problems);
        assertTrue(commands > 20, commands + " commands");
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        System.out.printf(
                "The tutorial: %d commands from an empty folder to the end, %d s%n",
                commands, seconds);
    }

    private void run(Block block, String wanted) throws Exception {
        commands += (int) block.text().lines().count();
        int code =
                block.mark().startsWith("ends with ")
                        ? Integer.parseInt(block.mark().substring("ends with ".length()))
                        : 0;
        Shown shown = shell(block.text());
        if (block.mark().equals("wait")) {
            shown =
                    Waiting.until(
                            wanted,
                            Gantry.PATIENCE,
                            () -> shell(block.text()),
                            each -> differs(wanted, each.out()).isEmpty());
        }
        String missing = differs(wanted, shown.out());
        if (code != shown.code() || !missing.isEmpty()) {
            problems.add(
                    "%s→ %d, without “%s”:%n%s"
                            .formatted(block.text(), shown.code(), missing, shown.out()));
        }
    }

    /** The first line that is not shown, in this order; empty if all are. */
    private static String differs(String wanted, String out) {
        List<String> lines = out.lines().toList();
        int at = 0;
        for (String line : wanted.lines().toList()) {
            Pattern pattern =
                    Pattern.compile(
                            Stream.of(line.split("…", -1))
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*")));
            while (at < lines.size() && !pattern.matcher(lines.get(at)).matches()) {
                at++;
            }
            if (at++ >= lines.size()) {
                return line;
            }
        }
        return "";
    }

    private Shown shell(String text) throws Exception {
        Path end = folder.resolve("cwd");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-e", "-c", text + "\npwd > \"" + end + "\"\n");
        builder.directory(cwd.toFile());
        builder.environment().put("GANTRY_HOME", folder.resolve("home").toString());
        builder.environment().put("GANTRY_HTTP_PORT", "0");
        builder.environment()
                .merge(
                        "PATH",
                        folder.resolve("bin")
                                + File.pathSeparator
                                + Gantry.INSTALLATION.resolve("bin"),
                        (path, first) -> first + File.pathSeparator + path);
        Path out = folder.resolve("out.txt");
        Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("does not end: " + text + Files.readString(out));
        }
        if (process.exitValue() == 0) {
            cwd = Path.of(Files.readString(end).strip());
        }
        return new Shown(process.exitValue(), Files.readString(out));
    }

    private static List<Block> blocks(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        String mark = "";
        String language = null;
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(page)) {
            if (language != null) {
                if (line.equals("```")) {
                    blocks.add(new Block(mark, language, text.toString()));
                    language = null;
                    mark = "";
                } else {
                    text.append(line).append('\n');
                }
            } else if (line.startsWith("```")) {
                language = line.substring("```".length());
                text.setLength(0);
            } else if (line.startsWith("<!-- ")) {
                mark = line.replaceAll("^<!-- | -->$", "");
            }
        }
        return blocks;
    }

    /**
     * A Maven with a repository of its own, which takes what is not Gantry's from this machine.
     * Nothing is put into the repository that is here.
     */
    private void maven() throws IOException {
        Path repository = folder.resolve("repository");
        Path settings =
                Files.writeString(
                        folder.resolve("settings.xml"),
                        """
                        <settings>
                          <mirrors>
                            <mirror><id>machine</id><mirrorOf>external:*</mirrorOf><url>%s</url></mirror>
                          </mirrors>
                        </settings>
                        """
                                .formatted(
                                        Path.of(System.getProperty("maven.repository")).toUri()));
        Path mvn =
                Files.writeString(
                        Files.createDirectories(folder.resolve("bin")).resolve("mvn"),
                        """
                        #!/bin/sh
                        PATH="${PATH#*:}"
                        exec mvn -s %s -Dmaven.repo.local=%s "$@"
                        """
                                .formatted(settings, repository));
        assertTrue(mvn.toFile().setExecutable(true));
    }
}
