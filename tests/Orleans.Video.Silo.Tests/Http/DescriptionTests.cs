using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class DescriptionTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_describes_every_route()
    {
        var document = await DocumentAsync();
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")).Order().ToArray();
        var routed = (await silo.GetAsync()).Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Where(route => !route.EndsWith("/openapi/{documentName}.json", StringComparison.Ordinal)).Order().ToArray();
        Assert.Equal(routed, described);
        Assert.Contains("POST /v1/videos", described);
        Assert.Contains("GET /metrics", described);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_described_parameters_and_typed_answers()
    {
        var document = await DocumentAsync();
        var names = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                var where = $"{method.Name} {path.Name}";
                Assert.True(names.Add(method.Value.GetProperty("operationId").GetString()!), where);
                Assert.False(string.IsNullOrEmpty(method.Value.GetProperty("summary").GetString()), where);
                if (method.Value.TryGetProperty("parameters", out var parameters))
                    foreach (var parameter in parameters.EnumerateArray()) Assert.True(parameter.TryGetProperty("description", out _), $"{where}: {parameter.GetProperty("name")}");
                foreach (var response in method.Value.GetProperty("responses").EnumerateObject())
                    Assert.True(response.Name == "204" || response.Value.TryGetProperty("content", out _), $"{where}: {response.Name}");
            }
        }
    }

    [Fact]
    public async Task An_upload_is_described_as_json_and_as_a_form_with_a_file()
    {
        var content = (await DocumentAsync()).GetProperty("paths").GetProperty("/v1/videos").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.True(content.TryGetProperty("application/json", out _));
        Assert.Equal("binary", content.GetProperty("multipart/form-data").GetProperty("schema").GetProperty("properties").GetProperty("file").GetProperty("format").GetString());
    }

    private async Task<JsonElement> DocumentAsync()
    {
        var http = await silo.HttpAsync();
        return await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancelled);
    }
}
