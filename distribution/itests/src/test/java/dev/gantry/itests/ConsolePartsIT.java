package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** The console's modules by themselves, in the browser that they are for. */
class ConsolePartsIT {
    @TempDir static Path folder;
    private static Gantry gantry;
    private static Chromium chromium;
    private static Console console;

    @BeforeAll
    static void start() throws Exception {
        Console.require();
        gantry = Gantry.start(folder.resolve("home"));
        chromium = Chromium.start(folder.resolve("browser"));
        console = Console.enter(chromium, gantry);
    }

    @AfterAll
    static void stop() throws Exception {
        if (console != null) {
            console.close();
        }
        if (chromium != null) {
            chromium.close();
        }
        if (gantry != null) {
            gantry.kill();
        }
    }

    /** What an expression over a module {@code m} is, as JSON. */
    private static String of(String module, String expression) throws Exception {
        return console.browser
                .eval(
                        "import(document.querySelector('script[type=module]').src.replace('app.js', '"
                                + module
                                + "')).then(async m => JSON.stringify(await ("
                                + expression
                                + ")))")
                .stringValue();
    }

    @Test
    void spansOfTimeAreInWords() throws Exception {
        assertEquals(
                "[\"–\",\"0 s\",\"120 µs\",\"7 ms\",\"864 ms\",\"2 s\",\"1 min 15 s\",\"2 h\",\"1 d 3 h\"]",
                of(
                        "core/time.js",
                        "[NaN, 0, 0.00012, 0.007, 0.864, 2, 75, 7200, 97200].map(m.span)"));
        assertEquals(
                "[90,5400,604800.5,-1,null]",
                of(
                        "core/time.js",
                        "['PT1M30S', 'PT1H30M', 'P7DT0.5S', '-PT1S', 'an hour'].map(m.seconds)"));
    }

    @Test
    void timesInSentencesAreTheReaders() throws Exception {
        assertEquals(
                "[[\"longer than \",\"2 s\",\"\"],[\"until \",{},\" at least\"],[\"\",\"7 d\",\" and \",\"1 h 30 min\",\".\"],\"Plan B\"]",
                of(
                        "core/time.js",
                        "['longer than PT2S', 'until 2026-01-31T12:00:00Z at least', 'P7D and PT1H30M.',"
                                + " 'Plan B'].map(m.prose).map(p => Array.isArray(p) ? p.map(each =>"
                                + " typeof each === 'string' ? each : {}) : p)"));
    }

    @Test
    void aTimeIsInTheReadersZoneWithUtcOnHover() throws Exception {
        console.browser.call("Emulation.setTimezoneOverride", Map.of("timezoneId", "Asia/Tokyo"));
        console.browser.open(gantry.url());
        console.browser.awaitShown("main h1", null);
        String seen =
                of(
                        "core/time.js",
                        "(async () => { const t = document.createElement('g-time'); t.at ="
                                + " '2020-01-31T12:00:00Z'; document.body.append(t); await"
                                + " t.updateComplete; const {innerText, title} = t.firstElementChild;"
                                + " t.remove(); return [innerText, title.split('\\n')[0]]; })()");
        assertEquals("[\"Jan 31, 2020, 21:00:00\",\"2020-01-31 12:00:00.000 UTC\"]", seen);
    }

    @Test
    void eventsAreReadHoweverTheyAreCut() throws Exception {
        String stream =
                ": heartbeat\\n\\nid: 1\\nevent: a\\ndata: {\\ndata: }\\n\\nid: 2\\nevent: b\\ndata:x\\n\\nevent: end";
        assertEquals(
                "[{\"event\":\"a\",\"data\":\"{\\n}\",\"id\":\"1\"},{\"event\":\"b\",\"data\":\"x\",\"id\":\"2\"}]"
                        .replace("\n", "\\n"),
                of(
                        "core/live.js",
                        "(async () => { const all = []; await m.readEvents(new Blob(['"
                                + stream
                                + "']).stream().pipeThrough(new TransformStream({transform(chunk, out)"
                                + " { for (const byte of chunk) out.enqueue(Uint8Array.of(byte)); }})),"
                                + " e => all.push(e)); return all; })()"));
    }

    @Test
    void aQueryHasWhatIsGiven() throws Exception {
        assertEquals(
                "\"?state=running&label=a%3D1&label=b%3D2\"",
                of(
                        "core/api.js",
                        "m.query({state: 'running', q: '', task: null, label: ['a=1', 'b=2']})"));
        assertEquals("\"\"", of("core/api.js", "m.query({q: undefined})"));
    }

    @Test
    void aRefusalIsItsSentence() throws Exception {
        assertEquals(
                "[404,\"not_found\",true]",
                of(
                        "core/api.js",
                        "m.get('/runs/none').catch(e => [e.status, e.code, e.message.includes('There is no"
                                + " run none')])"));
    }

    /** Whether a dialog is still there after presses of the pointer, on it or on its title. */
    @Test
    void aDialogClosesWhereAllOfAClickIsOutside() throws Exception {
        assertEquals(
                "[true,true,true,false]",
                of(
                        "ui/dialog.js",
                        "(async () => { const all = []; m.dialog('A title', () => 'text'); const d ="
                                + " document.querySelector('dialog'); const h = d.querySelector('h2');"
                                + " for (const on of [[d, h, d], [h, d, d], [h, h, h], [d, d, d]]) {"
                                + " ['pointerdown', 'pointerup', 'click'].forEach((type, i) =>"
                                + " on[i].dispatchEvent(new PointerEvent(type, {bubbles: true})));"
                                + " all.push(d.open); } return all; })()"));
    }

    @Test
    void aFormMakesWhatItsSchemaSays() throws Exception {
        assertEquals(
                "[\"name/text/true\",\"at/x/text/true\",\"count/number/false\",\"colour/select-one/false\","
                        + "\"on/checkbox/false\"]",
                of(
                        "ui/form.js",
                        "(async () => { const f = document.createElement('g-form'); f.schema = {type:"
                                + " 'object', required: ['name', 'at'], properties: {count: {type: 'integer'}, name:"
                                + " {type: 'string'}, colour: {type: 'string', pattern: '^(?:red|green)$'}, on:"
                                + " {type: 'boolean'}, at: {type: 'object', required: ['x'], properties: {x: {type:"
                                + " 'string'}}}}}; document.body.append(f); await f.updateComplete; const all ="
                                + " [...f.querySelectorAll('input, select')].map(e => e.id.slice(2) + '/' + e.type"
                                + " + '/' + e.required); f.remove(); return all; })()"));
    }
}
