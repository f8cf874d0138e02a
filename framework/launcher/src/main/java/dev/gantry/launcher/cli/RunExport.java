package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code gantry run export}. */
@Command(
        name = "export",
        description = {
            "Write runs with their attempts as NDJSON, one JSON object a line, newest first,"
                    + " however many they are."
        },
        footer = {
            "",
            "Examples:",
            "  gantry run export --task files.cleanup --after 24h",
            "  gantry run export --file runs.ndjson.gz"
        })
final class RunExport extends ClientCommand {
    @Mixin private RunSelection selection;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Into this file, packed if it ends in .gz; else to the output.")
    private Path file;

    @Override
    int call(Api api, Output output) throws IOException {
        boolean packed = file != null && file.getFileName().toString().endsWith(".gz");
        Query query = selection.apply(new Query("/api/v1/runs/export"), output.times());
        try (InputStream document = api.document(query.toString(), packed)) {
            if (file == null) {
                print(document);
            } else {
                try (Progress progress = progress("Writing " + file)) {
                    keep(document, progress);
                }
            }
        } catch (IOException e) {
            throw new ApiException(
                    ExitCode.FAILED, "the export is not complete: " + e.getMessage());
        }
        return ExitCode.OK;
    }

    private void print(InputStream document) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(document, StandardCharsets.UTF_8));
        String line;
        while ((line = lines.readLine()) != null) {
            out.println(line);
        }
    }

    /** What is not complete does not get the name. */
    private void keep(InputStream document, Progress progress) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part)) {
            byte[] piece = new byte[1 << 16];
            long done = 0;
            int length;
            while ((length = document.read(piece)) >= 0) {
                out.write(piece, 0, length);
                done += length;
                progress.bytes(done, 0);
            }
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
