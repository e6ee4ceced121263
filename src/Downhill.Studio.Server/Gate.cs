using System.Security.Cryptography;
using System.Text;

namespace Downhill.Studio.Server;

/// <summary>
/// Admits requests with the token. The address contains it once; then it is in a cookie for this address. A request for another host, from
/// another origin or without the token gets 403.
/// </summary>
internal sealed class Gate(RequestDelegate next, GateKey key)
{
    public async Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        HostString host = request.Host;
        bool isHere = host.Host is "127.0.0.1" or "localhost" && host.Port == context.Connection.LocalPort;
        bool isOwn = request.Headers.Origin.Count == 0 || request.Headers.Origin == $"http://{host.Value}";
        if (!isHere || !isOwn)
        {
            await RefuseAsync(context, "This address can be used only by its own page.");
            return;
        }

        string cookie = $"downhill-studio-{context.Connection.LocalPort}";
        if (request.Query["token"] is [{ } given] && key.Opens(given))
        {
            context.Response.Cookies.Append(cookie, given,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            var rest = QueryString.Create(request.Query.Where(pair => pair.Key != "token")
                .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)));
            context.Response.Redirect(request.Path + rest.Value);
            return;
        }

        if (request.Cookies[cookie] is not { } kept || !key.Opens(kept))
        {
            await RefuseAsync(context, "The token is missing. Open the address that downhill-studio printed when it started.");
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'self'; "
                + "form-action 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n");
    }
}

/// <summary>The token, which is random and new for each start of the program.</summary>
internal sealed class GateKey
{
    private readonly byte[] token = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));

    /// <summary>The token in the address.</summary>
    public string Token => Encoding.ASCII.GetString(token);

    /// <summary>Whether a text is the token, in a time that does not depend on the number of correct letters.</summary>
    public bool Opens(string given) => CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(given));
}
