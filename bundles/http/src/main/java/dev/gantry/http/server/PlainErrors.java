package dev.gantry.http.server;

import dev.gantry.http.Answer;
import dev.gantry.http.Problem;
import dev.gantry.http.SecurityHeaders;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;

/** Errors below the API (malformed HTTP) as problems too. */
final class PlainErrors extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            String message,
            Throwable cause,
            Callback callback) {
        Answer.Whole answer = problem(code, message).answer(request.getHttpURI().getPath());
        answer.headers().forEach(response.getHeaders()::put);
        SecurityHeaders.add(response.getHeaders(), request.isSecure());
        // what was not understood may go on, and nothing after it is
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    static Problem problem(int status, String message) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            // only a server that stops refuses below the API
            return Problem.unavailable("Gantry stops; try again later.");
        }
        String text =
                message == null || message.equals(HttpStatus.getMessage(status))
                        ? "The request is malformed, its address or a header field: see how it is"
                                + " encoded."
                        : message;
        return status < 500
                ? Problem.of(status, "invalid", text)
                : Problem.of(status, "internal", "Gantry failed to answer; its log tells more.");
    }
}
