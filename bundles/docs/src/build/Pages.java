import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes pages of {@code distribution/docs}: each Markdown file is one, in the order of {@code
 * contents.md}, which is the first; with navigation, what is on the page, and an index to search
 * in. Links between files become links between pages; what they name and is not there is found by a
 * test. Pictures, styles and scripts go below an address that changes when anything does.
 */
void main(String[] args) throws Exception {
    Path docs = Path.of(args[0]);
    Path web = Path.of(args[1]);
    Path console = Path.of(args[2]);
    Path out = Path.of(args[3]);

    Map<String, byte[]> assets = new TreeMap<>();
    for (String each : List.of("docs.css", "docs.js")) {
        assets.put(each, Files.readAllBytes(web.resolve(each)));
    }
    for (String each : List.of("tokens.css", "theme.js", "core/theme.js", "gantry.svg")) {
        assets.put(each, Files.readAllBytes(console.resolve(each)));
    }
    Page contents = Page.read(docs, "contents.md");
    List<Group> groups = Group.of(contents);
    Set<String> names = new LinkedHashSet<>(List.of(contents.file()));
    groups.forEach(group -> names.addAll(group.files().keySet()));
    try (Stream<Path> all = Files.walk(docs)) {
        for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
            String name = docs.relativize(file).toString().replace('\\', '/');
            if (name.endsWith(".md")) {
                names.add(name);
            } else {
                assets.put(name, Files.readAllBytes(file));
            }
        }
    }
    List<Page> pages = new ArrayList<>();
    for (String name : names) {
        pages.add(Page.read(docs, name));
    }
    listDecisions(pages);
    assets.put("search.json", SearchIndex.of(pages).getBytes(StandardCharsets.UTF_8));

    String template = Files.readString(web.resolve("page.html"));
    Layout layout = new Layout(template, "/docs/assets/-/", groups, pages);
    Map<String, String> html = new LinkedHashMap<>();
    pages.forEach(page -> html.put(page.address(), layout.html(page)));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    html.values().forEach(each -> digest.update(each.getBytes(StandardCharsets.UTF_8)));
    assets.forEach(
            (name, bytes) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
    String hash = HexFormat.of().formatHex(digest.digest()).substring(0, 16);

    clear(out);
    for (var each : html.entrySet()) {
        String name = each.getKey().isEmpty() ? "index" : each.getKey();
        String text = each.getValue().replace(layout.base(), "/docs/assets/" + hash + "/");
        write(out.resolve("pages/" + name + ".html"), text.getBytes(StandardCharsets.UTF_8));
    }
    for (var asset : assets.entrySet()) {
        write(out.resolve("assets/" + asset.getKey()), asset.getValue());
    }
    Files.writeString(
            out.resolve("files.txt"), hash + "\n" + String.join("\n", assets.keySet()) + "\n");
    Files.writeString(out.resolve("pages.txt"), String.join("\n", html.keySet()) + "\n");
}

/** Below the words on decisions, all of them. */
static void listDecisions(List<Page> pages) {
    String list =
            pages.stream()
                    .filter(each -> each.file().startsWith("adr/0"))
                    .map(
                            each ->
                                    "- [%s](%s)\n"
                                            .formatted(
                                                    each.title(),
                                                    each.file().substring("adr/".length())))
                    .reduce("", String::concat);
    pages.stream().filter(each -> each.address().equals("adr")).forEach(each -> each.append(list));
}

static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
        try (Stream<Path> old = Files.walk(folder)) {
            for (Path each : old.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }
    }
    Files.createDirectories(folder);
}

static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(bytes);
    }
    if (packed.size() < bytes.length) {
        Files.write(file.resolveSibling(file.getFileName() + ".gz"), packed.toByteArray());
    }
}
