package dev.gantry.plugins.inbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes archives that no build makes. */
public final class Zips {
    private static final int DEFLATED = 8;

    private Zips() {}

    /** Writes entries into an archive. */
    public interface Content {
        /** Writes them. */
        void write(ZipOutputStream zip) throws IOException;
    }

    /** A plugin's JAR with more in it than a plugin needs. */
    public static Path plugin(Path file, Content content) throws IOException {
        return plugin(file, "", content);
    }

    /**
     * A plugin's JAR.
     *
     * @param headers further ones of the manifest, each with its line end
     */
    public static Path plugin(Path file, String headers, Content content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(
                    zip,
                    "META-INF/MANIFEST.MF",
                    ("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\n"
                                    + "Bundle-SymbolicName: acme.bomb\nBundle-Version: 1.0.0\n"
                                    + headers
                                    + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            content.write(zip);
        }
        return file;
    }

    /** Writes one entry. */
    public static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    /** An archive of so many empty entries. */
    public static byte[] entries(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < count; i++) {
                zip.putNextEntry(new ZipEntry("e" + i));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /**
     * Entries that are all the same bytes of one file, so that it unpacks to far more than any
     * honest one of its size.
     *
     * @param zeros how many each unpacks to
     * @param told how many it says that are
     */
    public static Path overlapping(Path file, List<String> names, int zeros, int told)
            throws IOException {
        byte[] packed = packed(zeros);
        CRC32 crc = new CRC32();
        crc.update(new byte[zeros]);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        zip.writeBytes(local(names.getFirst(), crc, packed.length, told));
        zip.writeBytes(packed);
        int directory = zip.size();
        for (String name : names) {
            ByteBuffer central = record(46, 0x02014b50);
            fields(central, 6, crc.getValue(), packed.length, told, name);
            zip.writeBytes(central.array());
            zip.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer end = record(22, 0x06054b50);
        end.putShort(8, (short) names.size()).putShort(10, (short) names.size());
        end.putInt(12, zip.size() - directory).putInt(16, directory);
        zip.writeBytes(end.array());
        return Files.write(file, zip.toByteArray());
    }

    /** As whoever reads an archive from its begin to its end sees it: so many entries of zeros. */
    public static byte[] repeated(int entries, int zeros) {
        byte[] packed = packed(zeros);
        CRC32 crc = new CRC32();
        crc.update(new byte[zeros]);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        for (int i = 0; i < entries; i++) {
            zip.writeBytes(local("zeros" + i, crc, packed.length, zeros));
            zip.writeBytes(packed);
        }
        return zip.toByteArray();
    }

    private static byte[] local(String name, CRC32 crc, int packed, int told) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer local = record(30 + text.length, 0x04034b50);
        fields(local, 4, crc.getValue(), packed, told, name);
        return local.put(30, text).array();
    }

    private static ByteBuffer record(int length, int signature) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(0, signature);
    }

    /** What local and central headers have in common, from the version that is needed on. */
    private static void fields(
            ByteBuffer header, int at, long crc, int packed, int told, String name) {
        header.putShort(at, (short) 20).putShort(at + 4, (short) DEFLATED);
        header.putInt(at + 10, (int) crc).putInt(at + 14, packed).putInt(at + 18, told);
        header.putShort(at + 22, (short) name.length());
    }

    private static byte[] packed(int zeros) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(new byte[zeros]);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            packed.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return packed.toByteArray();
    }
}
