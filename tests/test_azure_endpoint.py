"""Which addresses may be used, and which never."""

import pytest

from desktop_rag.azure_endpoint import address_of, checked_endpoint
from desktop_rag.errors import AzureEndpointInvalid, RefusedByPolicy

NORMAL = "https://contoso.openai.azure.com/openai/v1/"


@pytest.mark.parametrize(
    "written",
    [
        NORMAL,
        "https://contoso.openai.azure.com/openai/v1",
        "https://contoso.openai.azure.com/",
        "https://contoso.openai.azure.com",
        " HTTPS://Contoso.OpenAI.Azure.com:443/openai/v1/\n",
    ],
)
def test_one_resource_has_one_form(written: str) -> None:
    assert checked_endpoint(written, allow_loopback_http=False) == NORMAL


@pytest.mark.parametrize(
    "host",
    [
        "a.openai.azure.com",
        "contoso-01.services.ai.azure.com",
        "contoso.cognitiveservices.azure.com",
        "contoso.openai.azure.us",
    ],
)
def test_the_names_that_azure_gives(host: str) -> None:
    assert checked_endpoint(f"https://{host}/openai/v1/", allow_loopback_http=False) == f"https://{host}/openai/v1/"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "contoso.openai.azure.com",
        "http://contoso.openai.azure.com/openai/v1/",
        "ftp://contoso.openai.azure.com/openai/v1/",
        "https://api.openai.com/v1/",
        "https://example.com/openai/v1/",
        "https://openai.azure.com/openai/v1/",
        "https://.openai.azure.com/openai/v1/",
        "https://a.b.openai.azure.com/openai/v1/",
        "https://contoso.openai.azure.com.evil.example/openai/v1/",
        "https://evil.example/contoso.openai.azure.com/openai/v1/",
        "https://contoso-openai.azure.com/openai/v1/",
        "https://contoso.openai.azure.com@evil.example/openai/v1/",
        "https://user:pass@contoso.openai.azure.com/openai/v1/",
        "https://contoso.openai.azure.com:8443/openai/v1/",
        "https://contoso.openai.azure.com:0/openai/v1/",
        "https://contoso.openai.azure.com:/openai/v1/",
        "https://contoso.openai.azure.com:99999/openai/v1/",
        "https://contoso.openai.azure.com./openai/v1/",
        "https://contoso.openai.azure.com/openai/v1/?api-version=1",
        "https://contoso.openai.azure.com/openai/v1/#x",
        "https://contoso.openai.azure.com/openai/v1/?",
        "https://contoso.openai.azure.com/openai/deployments/x",
        "https://contoso.openai.azure.com/openai/v1/../v1/",
        "https://contoso.openai.azure.com\\@evil.example/openai/v1/",
        "https://contoso.openai.azure.com%2eevil.example/openai/v1/",
        "https://contoso.openai.azure.com /openai/v1/",
        "https://con\ttoso.openai.azure.com/openai/v1/",
        "https://contoso\n.openai.azure.com/openai/v1/",
        "https://сontoso.openai.azure.com/openai/v1/",
        "https://contoso。openai.azure.com/openai/v1/",
        "https://-contoso.openai.azure.com/openai/v1/",
        "https://" + "a" * 64 + ".openai.azure.com/openai/v1/",
        "https://[::1/openai/v1/",
        "https://[::1]/openai/v1/",
        "https://127.0.0.1/openai/v1/",
        "http://127.0.0.1:8080/openai/v1/",
        "http://localhost/openai/v1/",
        "javascript:alert(1)",
        "//contoso.openai.azure.com/openai/v1/",
    ],
)
def test_everything_else_is_refused(written: str) -> None:
    with pytest.raises(AzureEndpointInvalid):
        checked_endpoint(written, allow_loopback_http=False)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
def test_this_computer_is_for_tests(host: str) -> None:
    for scheme in ("http", "https"):
        endpoint = f"{scheme}://{host}/openai/v1/"
        assert checked_endpoint(endpoint, allow_loopback_http=True) == endpoint


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "0.0.0.0", "127.1", "2130706433", "192.168.0.1", "localhost.example", "127.0.0.1.nip.io"]
)
def test_what_only_looks_like_this_computer_is_refused(host: str) -> None:
    with pytest.raises(AzureEndpointInvalid):
        checked_endpoint(f"http://{host}:8080/openai/v1/", allow_loopback_http=True)


def test_it_narrows_to_its_own_list() -> None:
    for entry in ("contoso.openai.azure.com", NORMAL, "https://CONTOSO.openai.azure.com"):
        assert checked_endpoint(NORMAL, allow_loopback_http=False, allowed=["bad entry", entry]) == NORMAL
    for allowed in (["fabrikam.openai.azure.com"], ["openai.azure.com"], ["*.openai.azure.com"], ["bad entry"]):
        with pytest.raises(RefusedByPolicy) as caught:
            checked_endpoint(NORMAL, allow_loopback_http=False, allowed=allowed)
        assert dict(caught.value.details) == {"key": "azure.endpoint"}
    with pytest.raises(RefusedByPolicy):
        checked_endpoint("http://127.0.0.1:80/openai/v1/", allow_loopback_http=True, allowed=[NORMAL])


def test_it_may_allow_a_name_of_the_company_but_never_plain_http() -> None:
    company = "https://azure.contoso.example:8443/openai/v1/"
    allowed = ["azure.contoso.example:8443", "http://plain.example"]
    assert checked_endpoint(company, allow_loopback_http=False, allowed=allowed) == company
    with pytest.raises(RefusedByPolicy):
        checked_endpoint("https://azure.contoso.example/openai/v1/", allow_loopback_http=False, allowed=allowed)
    with pytest.raises(AzureEndpointInvalid):
        checked_endpoint("http://plain.example/openai/v1/", allow_loopback_http=True, allowed=allowed)


def test_the_parts_that_decide_where_a_connection_goes() -> None:
    assert address_of("http://[::1]:8080/openai/v1/").host_and_port == "[::1]:8080"
    assert address_of(NORMAL).host_and_port == "contoso.openai.azure.com"
    assert address_of("http://localhost:80").endpoint == "http://localhost/openai/v1/"
