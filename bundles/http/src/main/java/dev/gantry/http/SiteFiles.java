package dev.gantry.http;

import dev.gantry.spi.web.Site;
import dev.gantry.spi.web.WebFile;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers with the files of the site: compressed for who takes it, once for who has it. */
final class SiteFiles {
    private static final byte[] NOTHING = {};

    private SiteFiles() {}

    /** Empty where the site has nothing at this address. */
    static Optional<Answer> answer(Site site, Request request, String path) {
        HttpFields headers = request.getHeaders();
        boolean navigation = headers.contains(HttpHeader.ACCEPT, "text/html");
        return site.find(path, navigation).map(file -> answer(file, headers));
    }

    private static Answer answer(WebFile file, HttpFields asked) {
        boolean packed =
                file.gzip().length > 0
                        && asked.getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip");
        String tag = '"' + file.tag() + (packed ? "-gzip\"" : "\"");
        Map<String, String> headers = new LinkedHashMap<>(file.headers());
        headers.put("ETag", tag);
        headers.put("Vary", "Accept-Encoding, Accept");
        headers.put(
                "Cache-Control",
                file.forever() ? "public, max-age=31536000, immutable" : "no-cache");
        if (asked.getCSV(HttpHeader.IF_NONE_MATCH, true).contains(tag)) {
            return new Answer.Whole(304, headers, NOTHING);
        }
        headers.put("Content-Type", file.contentType());
        if (packed) {
            headers.put("Content-Encoding", "gzip");
        }
        return new Answer.Whole(200, headers, packed ? file.gzip() : file.plain());
    }
}
