using Connector.Drop;
using Connector.Store;

namespace Connector.State;

internal static partial class DocumentRules
{
    private static void Check(SourceOmnichannel omnichannel, Action<string, string, string> fault)
    {
        const string Path = "$.omnichannel";
        Within(omnichannel.ExportEvery, TimeSpan.Zero, TimeSpan.FromDays(30), Path + ".exportEvery", fault);
        Within(omnichannel.ExportLimit, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), Path + ".exportLimit", fault);
        Range(omnichannel.MaxPages, 1, 100_000, Path + ".maxPages", fault);
        if (omnichannel.DeltaExports.Count > 0 && omnichannel.FullExports.Count == 0)
        {
            fault(Path + ".deltaExports", "there are files of changes, but none of full exports, on which they build", "name the full exports in omnichannel.fullExports");
        }

        if (omnichannel.Api.Length == 0)
        {
            if (omnichannel.Locations.Count + omnichannel.Groups.Count > 0)
            {
                fault(Path + ".api", "locations or groups are named, but not the interface that exports them", "write https://SHORTCODE.api.commercecloud.salesforce.com");
            }

            return;
        }

        Guarded(omnichannel.Api, Path + ".api", fault);
        Guarded(omnichannel.TokenUrl, Path + ".tokenUrl", fault);
        Present(omnichannel.TenantGroup, Path + ".tenantGroup", "the tenant group id", fault);
        Present(omnichannel.ClientId, Path + ".clientId", "the API client's id", fault);
        if (omnichannel.ClientSecret.IsEmpty)
        {
            fault(Path + ".clientSecret", "the API client's secret is not named", "name a file or an environment variable that holds it");
        }

        if (omnichannel.FullExports.Count + omnichannel.Locations.Count + omnichannel.Groups.Count == 0)
        {
            fault(Path + ".locations", "no location, no group and no file is named", "name what is to be exported: locations, groups, or the files in omnichannel.fullExports");
        }
    }

    /// <summary>Secrets are sent there.</summary>
    private static void Guarded(string address, string path, Action<string, string, string> fault)
    {
        var faults = 0;
        Address(address, path, required: true, (at, sentence, remedy) =>
        {
            faults++;
            fault(at, sentence, remedy);
        });
        if (faults == 0 && Http.PlainHttpFault(new Uri(address), allowPlainHttp: false) is { } plain)
        {
            fault(path, plain.Split("; ")[0], "use https");
        }
    }
}
